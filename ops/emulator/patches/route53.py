"""Route 53: a zone that is made with a VPC is private.

moto makes a zone private only when HostedZoneConfig.PrivateZone says so, which the provider never sends: the zone reads
back as public and without its VPC, and every plan adds the VPC again.
https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHostedZone.html
"""

from moto.route53.responses import Route53

from patching import wraps


@wraps(Route53, "_get_bool_param")
def _get_bool_param(original, self, param_name, if_none=None):
    if param_name == "HostedZoneConfig.PrivateZone" and self._get_param("VPC.VPCId"):
        return True
    return original(self, param_name, if_none)
