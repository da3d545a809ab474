import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { DescribeTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { DeleteParametersCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { DemoShop } from "../../../workloads/dev/src/demo-shop";
import { startPostgres } from "../../../workloads/shared/testing/postgres";
import type { AppliedSystem } from "../extensions";

/** What stands around the system and is not part of it: a database, a web shop, and the values of the secrets. */
export interface StandIns extends AsyncDisposable {
  readonly shopUrl: string;
  /** With RDS: where its host name leads to here, which DNS would say there. */
  readonly place: Readonly<Record<string, string>>;
  readonly apiToken: string;
  /** Gives the database user a new password, ends its connections, and puts the new password into the secret. */
  readonly rotatePassword: () => Promise<void>;
}

const DATABASE_USER = "stowage_app";

/** What the backend's task definition says about its database. */
interface ToldPlace {
  readonly secretId: string;
  /** With RDS: the database's name; its secret holds a user and a password only. */
  readonly managed: { readonly dbname: string } | undefined;
}

/** Starts them, and fills the secrets as RDS, or a person before the first deployment, would. */
export async function startStandIns(system: AppliedSystem, backendTask: string): Promise<StandIns> {
  const postgres = await startPostgres();
  if (postgres === undefined) throw new Error("there is no PostgreSQL on this machine; npm ci installs one");
  const { host, port } = postgres;
  const { prefix, secretId, managed } = await toldPlace(system, backendTask);
  const dbname = managed?.dbname ?? "stowage";
  const setPassword = async () => {
    const password = randomUUID();
    await postgres.run(`alter role ${DATABASE_USER} password '${password}'`);
    const login = { username: DATABASE_USER, password };
    const SecretString = JSON.stringify(managed === undefined ? { host, port, dbname, ...login } : login);
    await system.aws.secrets.send(new PutSecretValueCommand({ SecretId: secretId, SecretString }));
  };
  // As RDS makes its master user, and as docs/database.md asks of an external owner: no superuser.
  await postgres.run(`create role ${DATABASE_USER} login createrole`);
  await postgres.run(`create database ${dbname} owner ${DATABASE_USER}`);
  await setPassword();
  const parameters = await putParameters(system, prefix);
  const shop = await serveShop(new DemoShop());
  return {
    shopUrl: `http://127.0.0.1:${(shop.address() as AddressInfo).port}/`,
    place: managed === undefined ? {} : { PGHOST: host, PGPORT: String(port) },
    apiToken: parameters.apiToken,
    rotatePassword: async () => {
      await setPassword();
      await postgres.run(`select pg_terminate_backend(pid) from pg_stat_activity where usename = '${DATABASE_USER}'`);
    },
    async [Symbol.asyncDispose]() {
      shop.close();
      await parameters.remove();
      await postgres.dispose();
    },
  };
}

async function toldPlace({ aws }: AppliedSystem, taskDefinition: string): Promise<ToldPlace & { prefix: string }> {
  const { taskDefinition: found } = await aws.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  const variables = found?.containerDefinitions?.[0]?.environment ?? [];
  const told = Object.fromEntries(variables.map(({ name = "", value = "" }) => [name, value]));
  const dbname = told.PGHOST === undefined ? undefined : told.PGDATABASE;
  return {
    prefix: (found?.family ?? "").replace(/-backend$/, ""),
    secretId: told.DATABASE_SECRET_ARN ?? "",
    managed: dbname === undefined ? undefined : { dbname },
  };
}

/** The application's own secrets, random for each rehearsal. */
async function putParameters({ aws }: AppliedSystem, prefix: string) {
  const values = {
    "api-tokens": `${randomUUID()}${randomUUID()}`,
    "link-signing-key": `${randomUUID()}${randomUUID()}`,
  };
  const names = Object.keys(values).map((name) => `/${prefix}/${name}`);
  for (const [name, Value] of Object.entries(values)) {
    await aws.ssm.send(new PutParameterCommand({ Name: `/${prefix}/${name}`, Value, Type: "SecureString" }));
  }
  return {
    apiToken: values["api-tokens"],
    remove: () => aws.ssm.send(new DeleteParametersCommand({ Names: names })),
  };
}

async function serveShop(shop: DemoShop): Promise<Server> {
  const server = createServer((request, response) => {
    const found = request.url === "/";
    response.writeHead(found ? 200 : 404, { "content-type": "text/html; charset=utf-8" });
    response.end(found ? shop.page() : "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
