"""EC2: descriptions of security group rules whose other side is a group.

moto keeps the description and returns it only for rules about an address range: the provider plans to set every other one
again for ever.
"""

from moto.ec2.models.security_groups import SecurityGroupRule

from patching import wraps_property


@wraps_property(SecurityGroupRule, "description")
def description(original, self):
    return original or (self.source_group or {}).get("Description")
