"""Cloud Map: the zone of a DNS namespace goes with it.

moto makes a Route 53 zone for each DNS namespace, as AWS does, and keeps it when the namespace is deleted.
https://docs.aws.amazon.com/cloud-map/latest/api/API_DeleteNamespace.html
"""

from moto.route53 import route53_backends
from moto.servicediscovery.models import ServiceDiscoveryBackend
from moto.utilities.utils import get_partition

from patching import wraps


@wraps(ServiceDiscoveryBackend, "delete_namespace")
def delete_namespace(original, self, namespace_id):
    namespace = self.namespaces.get(namespace_id)
    operation = original(self, namespace_id)
    zone = (namespace.dns_properties or {}).get("HostedZoneId")
    if zone is not None:
        route53_backends[self.account_id][get_partition(self.region_name)].delete_hosted_zone(zone)
    return operation
