"""EC2: the network interface of a NAT gateway goes with it, and its address is free again. moto keeps both for ever."""

from moto.ec2.models import EC2Backend

from patching import wraps


@wraps(EC2Backend, "delete_nat_gateway")
def delete_nat_gateway(original, self, nat_gateway_id):
    gateway = original(self, nat_gateway_id)
    self.enis.pop(gateway._eni.id, None)
    for address in self.addresses:
        if address.eni is not None and address.eni.id == gateway._eni.id:
            address.eni = address.association_id = None
    return gateway
