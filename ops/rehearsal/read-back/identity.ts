import {
  GetInstanceProfileCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
} from "@aws-sdk/client-iam";
import { DescribeSecretCommand, ListSecretVersionIdsCommand } from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand } from "@aws-sdk/client-ssm";
import { compared, json, type Reader, tags, text } from "./comparison";

const role: Reader = async ({ asked, state }, { iam }) => {
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: text(state.name) }));
  return compared({
    "trust policy": [
      json(asked.assume_role_policy ?? state.assume_role_policy),
      json(decoded(Role?.AssumeRolePolicyDocument)),
    ],
    description: [asked.description, Role?.Description],
    tags: [asked.tags_all, tags(Role?.Tags)],
  });
};

const rolePolicy: Reader = async ({ asked, state }, { iam }) => {
  const command = new GetRolePolicyCommand({ RoleName: text(state.role), PolicyName: text(state.name) });
  const { PolicyDocument } = await iam.send(command);
  return compared({ policy: [json(asked.policy ?? state.policy), json(decoded(PolicyDocument))] });
};

const rolePolicyAttachment: Reader = async ({ state }, { iam }) => {
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: text(state.role) }));
  const attached = AttachedPolicies.map(({ PolicyArn }) => PolicyArn);
  return compared({ attached: [state.policy_arn, attached.find((arn) => arn === state.policy_arn)] });
};

const instanceProfile: Reader = async ({ state }, { iam }) => {
  const { InstanceProfile } = await iam.send(new GetInstanceProfileCommand({ InstanceProfileName: text(state.name) }));
  return compared({ role: [state.role, InstanceProfile?.Roles?.[0]?.RoleName] });
};

/** The container of a secret; its value is never asked for, only that Terraform put none there. */
const secret: Reader = async ({ asked, state }, { secrets }) => {
  const SecretId = text(state.arn);
  const [found, { Versions = [] }] = await Promise.all([
    secrets.send(new DescribeSecretCommand({ SecretId })),
    secrets.send(new ListSecretVersionIdsCommand({ SecretId })),
  ]);
  return compared({
    name: [asked.name, found.Name],
    description: [asked.description, found.Description],
    "values put by Terraform": [0, Versions.length],
  });
};

const parameter: Reader = async ({ asked, state }, { ssm }) => {
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: text(state.name) }));
  return compared({ name: [asked.name, Parameter?.Name], type: [asked.type, Parameter?.Type] });
};

/** IAM returns documents URL-encoded. */
function decoded(document: string | undefined): string | undefined {
  return document === undefined ? undefined : decodeURIComponent(document);
}

export const identityReaders: Readonly<Record<string, Reader>> = {
  aws_iam_instance_profile: instanceProfile,
  aws_iam_role: role,
  aws_iam_role_policy: rolePolicy,
  aws_iam_role_policy_attachment: rolePolicyAttachment,
  aws_secretsmanager_secret: secret,
  aws_ssm_parameter: parameter,
};
