"""EC2: descriptions of security group rules whose other side is a group, and changes of rules about all protocols.

moto keeps the description and returns it only for rules about an address range: the provider plans to set every other one
again for ever.

moto wants ports for every change of a rule; AWS only for TCP and UDP, and the provider sends none for all protocols.
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRuleRequest.html
"""

from moto.ec2.models import EC2Backend
from moto.ec2.models.security_groups import SecurityGroupRule

from patching import wraps, wraps_property


@wraps_property(SecurityGroupRule, "description")
def description(original, self):
    return original or (self.source_group or {}).get("Description")


@wraps(EC2Backend, "modify_security_group_rules")
def modify_security_group_rules(original, self, group_id, rules):
    for rule in rules.values():
        if rule.get("IpProtocol") == "-1":
            rule.setdefault("FromPort", -1)
            rule.setdefault("ToPort", -1)
    return original(self, group_id, rules)
