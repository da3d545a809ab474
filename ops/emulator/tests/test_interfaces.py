"""What is in use stays, and goes when its last holder has gone."""

from tests.case import PatchCase, client, group, network, security_group, vpc_with_zones
from tests.test_ecs_runs import FARGATE, cluster, on

VIOLATION = "DependencyViolation"


def balancer(vpc: str, subnets: list[str], holder: str):
    made = client("elbv2").create_load_balancer(Name="web", Subnets=subnets, SecurityGroups=[holder])["LoadBalancers"][0]
    return lambda: client("elbv2").delete_load_balancer(LoadBalancerArn=made["LoadBalancerArn"])


def database(vpc: str, subnets: list[str], holder: str):
    rds = client("rds")
    rds.create_db_subnet_group(DBSubnetGroupName="data", DBSubnetGroupDescription="data", SubnetIds=subnets)
    rds.create_db_instance(
        DBInstanceIdentifier="data", DBInstanceClass="db.t4g.micro", Engine="postgres", AllocatedStorage=20, MasterUsername="owner",
        ManageMasterUserPassword=True, DBSubnetGroupName="data", VpcSecurityGroupIds=[holder],
    )  # fmt: skip
    return lambda: rds.delete_db_instance(DBInstanceIdentifier="data", SkipFinalSnapshot=True)


def mount_target(vpc: str, subnets: list[str], holder: str):
    efs = client("efs")
    shared = efs.create_file_system(CreationToken="shared")["FileSystemId"]
    made = efs.create_mount_target(FileSystemId=shared, SubnetId=subnets[0], SecurityGroups=[holder])["MountTargetId"]
    return lambda: efs.delete_mount_target(MountTargetId=made)


def endpoint(vpc: str, subnets: list[str], holder: str):
    ec2 = client("ec2")
    made = ec2.create_vpc_endpoint(
        VpcId=vpc, ServiceName="com.amazonaws.eu-central-1.ecr.api", VpcEndpointType="Interface", SubnetIds=subnets, SecurityGroupIds=[holder]
    )["VpcEndpoint"]["VpcEndpointId"]
    return lambda: ec2.delete_vpc_endpoints(VpcEndpointIds=[made])


def hosts(vpc: str, subnets: list[str], holder: str):
    ec2, scaling = client("ec2"), client("autoscaling")
    data = {"ImageId": "ami-12c6146b", "InstanceType": "t3.micro", "SecurityGroupIds": [holder]}
    ec2.create_launch_template(LaunchTemplateName="hosts", LaunchTemplateData=data)
    template = {"LaunchTemplateName": "hosts", "Version": "1"}
    asked = {"MinSize": 1, "MaxSize": 1, "VPCZoneIdentifier": subnets[0], "LaunchTemplate": template}
    scaling.create_auto_scaling_group(AutoScalingGroupName="hosts", **asked)
    return lambda: scaling.delete_auto_scaling_group(AutoScalingGroupName="hosts", ForceDelete=True)


def tasks(vpc: str, subnets: list[str], holder: str):
    ecs = cluster(**FARGATE)
    ecs.create_service(
        cluster="box", serviceName="web", taskDefinition="job", desiredCount=1, capacityProviderStrategy=on("FARGATE"),
        networkConfiguration={"awsvpcConfiguration": {"subnets": subnets, "securityGroups": [holder]}},
    )  # fmt: skip
    return lambda: ecs.delete_service(cluster="box", service="web", force=True)


HOLDERS = [balancer, database, mount_target, endpoint, hosts, tasks]


class Interfaces(PatchCase):
    def test_a_group_stays_while_somebody_holds_it(self):
        for make in HOLDERS:
            with self.subTest(make.__name__):

                def scenario(make=make):
                    vpc, subnets = vpc_with_zones("10.2")
                    holder = security_group(vpc, "holder")
                    remove = make(vpc, subnets, holder)
                    delete = client("ec2").delete_security_group
                    self.held(VIOLATION, f"resource {holder} has a dependent object", delete, GroupId=holder)
                    remove()
                    delete(GroupId=holder)

                self.needs_patch(scenario)

    def test_a_subnet_stays_while_somebody_stands_in_it(self):
        for make in HOLDERS:
            with self.subTest(make.__name__):

                def scenario(make=make):
                    vpc, subnets = vpc_with_zones("10.2")
                    remove = make(vpc, subnets, security_group(vpc, "holder"))
                    delete = client("ec2").delete_subnet
                    self.held(VIOLATION, f"The subnet '{subnets[0]}' has dependencies", delete, SubnetId=subnets[0])
                    remove()
                    delete(SubnetId=subnets[0])

                self.needs_patch(scenario)

    def test_a_group_stays_while_a_rule_of_another_names_it(self):
        def scenario():
            ec2 = client("ec2")
            vpc, _ = vpc_with_zones()
            web, data = security_group(vpc, "web"), security_group(vpc, "data")
            permission = {"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "UserIdGroupPairs": [{"GroupId": web}]}
            ec2.authorize_security_group_ingress(GroupId=data, IpPermissions=[permission])
            self.held(VIOLATION, "dependent object", ec2.delete_security_group, GroupId=web)
            ec2.revoke_security_group_ingress(GroupId=data, IpPermissions=[permission])
            ec2.delete_security_group(GroupId=web)

        self.needs_patch(scenario)

    def test_a_subnet_with_a_nat_gateway_its_gateway_and_its_address_stay(self):
        def scenario():
            ec2 = client("ec2")
            vpc, subnets = vpc_with_zones()
            gateway = ec2.describe_internet_gateways(Filters=[{"Name": "attachment.vpc-id", "Values": [vpc]}])["InternetGateways"][0]
            detach = {"InternetGatewayId": gateway["InternetGatewayId"], "VpcId": vpc}
            address = ec2.allocate_address(Domain="vpc")["AllocationId"]
            nat = ec2.create_nat_gateway(SubnetId=subnets[0], AllocationId=address)["NatGateway"]["NatGatewayId"]
            self.held(VIOLATION, "dependencies", ec2.delete_subnet, SubnetId=subnets[0])
            self.held(VIOLATION, "mapped public address", ec2.detach_internet_gateway, **detach)
            self.held("InvalidIPAddress.InUse", "DisassociateAddress", ec2.release_address, AllocationId=address)
            ec2.delete_nat_gateway(NatGatewayId=nat)
            ec2.delete_subnet(SubnetId=subnets[0])
            ec2.detach_internet_gateway(**detach)
            ec2.release_address(AllocationId=address)

        self.needs_patch(scenario)

    def test_a_gateway_stays_under_a_public_balancer(self):
        def scenario():
            ec2 = client("ec2")
            vpc, subnets = vpc_with_zones()
            gateway = ec2.describe_internet_gateways(Filters=[{"Name": "attachment.vpc-id", "Values": [vpc]}])["InternetGateways"][0]
            detach = {"InternetGatewayId": gateway["InternetGatewayId"], "VpcId": vpc}
            remove = balancer(vpc, subnets, security_group(vpc))
            self.held(VIOLATION, "mapped public address", ec2.detach_internet_gateway, **detach)
            remove()
            ec2.detach_internet_gateway(**detach)

        self.needs_patch(scenario)

    def test_a_gateway_stays_under_public_tasks_and_goes_after_their_subnets(self):
        def scenario():
            ec2, ecs = client("ec2"), cluster(**FARGATE)
            vpc, subnets = vpc_with_zones("10.2")
            gateway = ec2.describe_internet_gateways(Filters=[{"Name": "attachment.vpc-id", "Values": [vpc]}])["InternetGateways"][0]
            detach = {"InternetGatewayId": gateway["InternetGatewayId"], "VpcId": vpc}
            public = {"subnets": subnets, "securityGroups": [security_group(vpc)], "assignPublicIp": "ENABLED"}
            network = {"awsvpcConfiguration": public}
            asked = {"serviceName": "web", "taskDefinition": "job", "desiredCount": 1, "networkConfiguration": network}
            ecs.create_service(cluster="box", capacityProviderStrategy=on("FARGATE"), **asked)
            self.held(VIOLATION, "mapped public address", ec2.detach_internet_gateway, **detach)
            ecs.delete_service(cluster="box", service="web", force=True)
            for subnet in subnets:
                ec2.delete_subnet(SubnetId=subnet)
            ec2.detach_internet_gateway(**detach)

        self.needs_patch(scenario)

    def test_a_network_with_a_group_or_a_gateway_stays(self):
        def scenario():
            ec2 = client("ec2")
            vpc = ec2.create_vpc(CidrBlock="10.5.0.0/16")["Vpc"]["VpcId"]
            made = security_group(vpc)
            self.held(VIOLATION, f"The vpc '{vpc}' has dependencies", ec2.delete_vpc, VpcId=vpc)
            ec2.delete_security_group(GroupId=made)
            ec2.delete_vpc(VpcId=vpc)

        self.needs_patch(scenario)

    def test_the_interface_of_a_running_host_stays(self):
        def scenario():
            ec2 = client("ec2")
            group(network()[0])
            interface = ec2.describe_network_interfaces()["NetworkInterfaces"][0]["NetworkInterfaceId"]
            self.held("InvalidNetworkInterface.InUse", "in use", ec2.delete_network_interface, NetworkInterfaceId=interface)

        self.needs_patch(scenario)

    def test_a_target_group_in_use_and_a_subnet_group_of_a_database_stay(self):
        def scenario():
            vpc, subnets = vpc_with_zones()
            remove = database(vpc, subnets, security_group(vpc))
            delete = client("rds").delete_db_subnet_group
            self.held("InvalidDBSubnetGroupStateFault", "at least one database instance: data", delete, DBSubnetGroupName="data")
            remove()
            delete(DBSubnetGroupName="data")

        self.needs_patch(scenario)
