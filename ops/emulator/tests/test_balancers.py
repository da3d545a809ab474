"""Balancers stand in two zones of one network, with certificates and target groups that they can use."""

from tests.case import PatchCase, client, security_group, vpc_with_zones

CONFIGURATION = "InvalidConfigurationRequest"


def balancer(subnets, name="web", **extra) -> str:
    return client("elbv2").create_load_balancer(Name=name, Subnets=subnets, **extra)["LoadBalancers"][0]["LoadBalancerArn"]


def target_group(vpc: str, name: str = "web") -> str:
    asked = {"Name": name, "Protocol": "HTTP", "Port": 80, "VpcId": vpc, "TargetType": "instance"}
    return client("elbv2").create_target_group(**asked)["TargetGroups"][0]["TargetGroupArn"]


def forward(arn: str):
    return [{"Type": "forward", "TargetGroupArn": arn}]


class Balancers(PatchCase):
    def test_an_application_balancer_needs_two_zones_of_one_network(self):
        def scenario():
            ec2 = client("ec2")
            vpc, subnets = vpc_with_zones()
            _, others = vpc_with_zones("10.1")
            twin = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.9.0/24", AvailabilityZone="eu-central-1a")["Subnet"]["SubnetId"]
            self.refused("ValidationError", "two different Availability Zones", balancer, subnets=subnets[:1])
            self.refused(CONFIGURATION, "same Availability Zone", balancer, subnets=[subnets[0], twin])
            self.refused(CONFIGURATION, "same VPC", balancer, subnets=[subnets[0], others[1]])
            foreign = security_group(vpc_with_zones("10.2")[0])
            self.refused(CONFIGURATION, "security groups are invalid", balancer, subnets=subnets, SecurityGroups=[foreign])
            balancer(subnets[:1], Type="network", name="fast")
            balancer(subnets, SecurityGroups=[security_group(vpc)])
            self.refused("DuplicateLoadBalancerName", "'web' exists", balancer, subnets=subnets)

        self.needs_patch(scenario)

    def test_a_public_balancer_needs_an_internet_gateway(self):
        def scenario():
            ec2 = client("ec2")
            vpc = ec2.create_vpc(CidrBlock="10.3.0.0/16")["Vpc"]["VpcId"]
            subnets = [
                ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.3.{number}.0/24", AvailabilityZone=f"eu-central-1{zone}")["Subnet"]["SubnetId"]
                for number, zone in enumerate("ab")
            ]
            self.refused("InvalidSubnet", f"VPC {vpc} has no internet gateway", balancer, subnets=subnets)
            balancer(subnets, Scheme="internal")

        self.needs_patch(scenario)

    def test_https_needs_a_certificate_that_is_there(self):
        def scenario():
            balancing, acm = client("elbv2"), client("acm")
            vpc, subnets = vpc_with_zones()
            listener = {"LoadBalancerArn": balancer(subnets), "Protocol": "HTTPS", "Port": 443, "DefaultActions": forward(target_group(vpc))}
            self.refused("ValidationError", "A certificate must be specified for HTTPS listeners", balancing.create_listener, **listener)
            elsewhere = "arn:aws:acm:us-east-1:123456789012:certificate/1"
            missing = {**listener, "Certificates": [{"CertificateArn": elsewhere}]}
            self.refused("CertificateNotFound", "not found", balancing.create_listener, **missing)
            mail = acm.request_certificate(DomainName="example.org", ValidationMethod="EMAIL")["CertificateArn"]
            pending = {**listener, "Certificates": [{"CertificateArn": mail}]}
            self.refused("UnsupportedCertificate", "fully-qualified", balancing.create_listener, **pending)

        self.needs_patch(scenario)

    def test_a_listener_and_a_rule_forward_within_one_network_and_balancer(self):
        def scenario():
            balancing = client("elbv2")
            (vpc, subnets), (there, _) = vpc_with_zones(), vpc_with_zones("10.1")
            foreign, own = target_group(there, "foreign"), target_group(vpc)
            first = {"LoadBalancerArn": balancer(subnets), "Protocol": "HTTP", "Port": 80}
            self.refused(CONFIGURATION, "different VPC", balancing.create_listener, **first, DefaultActions=forward(foreign))
            listener = balancing.create_listener(**first, DefaultActions=forward(own))["Listeners"][0]["ListenerArn"]
            rule = {"ListenerArn": listener, "Conditions": [{"Field": "path-pattern", "Values": ["/api"]}], "Priority": 1}
            self.refused(CONFIGURATION, "different VPC", balancing.create_rule, **rule, Actions=forward(foreign))
            balancing.create_rule(**rule, Actions=forward(own))
            self.refused("PriorityInUse", "", balancing.create_rule, **rule, Actions=forward(own))
            second = {"LoadBalancerArn": balancer(subnets, name="second"), "Protocol": "HTTP", "Port": 80}
            limit = "TargetGroupAssociationLimit"
            self.refused(limit, "more than one load balancer", balancing.create_listener, **second, DefaultActions=forward(own))
            self.refused("DuplicateTargetGroupName", "'web' exists", target_group, vpc=vpc)

        self.needs_patch(scenario)

    def test_a_protected_balancer_and_a_target_group_in_use_stay(self):
        def scenario():
            balancing = client("elbv2")
            vpc, subnets = vpc_with_zones()
            arn, target = balancer(subnets), target_group(vpc)
            balancing.create_listener(LoadBalancerArn=arn, Protocol="HTTP", Port=80, DefaultActions=forward(target))
            with self.assertRaisesRegex(balancing.exceptions.ClientError, "ResourceInUse"):
                balancing.delete_target_group(TargetGroupArn=target)
            protection = "deletion_protection.enabled"
            balancing.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=[{"Key": protection, "Value": "true"}])
            self.refused("OperationNotPermitted", "deletion protection", balancing.delete_load_balancer, LoadBalancerArn=arn)
            balancing.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=[{"Key": protection, "Value": "false"}])
            balancing.delete_load_balancer(LoadBalancerArn=arn)
            balancing.delete_target_group(TargetGroupArn=target)

        self.needs_patch(scenario)
