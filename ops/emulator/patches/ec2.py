"""EC2: launch templates that read back as they were written, and an internet gateway that minds public addresses.

- Launch template: moto copies the template's own tags into its data (`tag_specifications` for "launch-template"), so
  the provider plans to remove them for ever; tags changed later never show; the user data of a second version has the
  wrong type, and the group that launches from it fails.
- Guard: AWS refuses to detach an internet gateway while an instance of the VPC has a public address. Terraform hits
  that when the Auto Scaling group does not depend on the gateway (https://github.com/hashicorp/terraform/issues/497).
"""

from moto.core.types import Base64EncodedString
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models import EC2Backend
from moto.ec2.models.launch_templates import LaunchTemplate, LaunchTemplateVersion
from moto.ec2.utils import parse_user_data

from patching import sets, wraps


@wraps(LaunchTemplateVersion, "__init__")
def launch_template_version(original, self, template, number, data, description):
    original(self, template, number, _as_written(data or {}), description)


def _as_written(data):
    written = dict(data)
    of_resources = [spec for spec in data.get("TagSpecifications", []) if spec.get("ResourceType") != "launch-template"]
    written.pop("TagSpecifications", None)
    if of_resources:
        written["TagSpecifications"] = of_resources
    user_data = data.get("UserData")
    if user_data is not None and not isinstance(user_data, Base64EncodedString):
        written["UserData"] = parse_user_data(user_data)
    return written


# moto freezes the tags when the template is created; the setter swallows that
sets(LaunchTemplate, "tags", property(lambda self: self.get_tags(), lambda self, _frozen: None))


@wraps(EC2Backend, "detach_internet_gateway")
def detach_internet_gateway(original, self, internet_gateway_id, vpc_id):
    mapped = sorted(
        instance.id
        for reservation in self.reservations.values()
        for instance in reservation.instances
        if instance.vpc_id == vpc_id and instance.state == "running" and instance.public_ip
    )
    if mapped:
        raise EC2ClientError(
            "DependencyViolation",
            f"Network {vpc_id} has some mapped public address(es). Please unmap those public address(es) before "
            f"detaching the gateway. (instances: {', '.join(mapped)})",
        )
    return original(self, internet_gateway_id, vpc_id)
