"""Groups remember what they were told, and can be refreshed."""

from botocore.exceptions import ClientError

from tests.case import PatchCase, client, describe_group, group, network


class AutoScaling(PatchCase):
    def test_a_group_remembers_warmup_lifetime_and_maintenance_policy(self):
        def scenario():
            policy = {"MinHealthyPercentage": 100, "MaxHealthyPercentage": 200}
            group(network()[0], DefaultInstanceWarmup=30, MaxInstanceLifetime=86400, InstanceMaintenancePolicy=policy)
            found = describe_group()
            self.assertEqual(30, found["DefaultInstanceWarmup"])
            self.assertEqual(86400, found["MaxInstanceLifetime"])
            self.assertEqual(policy, found["InstanceMaintenancePolicy"])

        self.needs_patch(scenario)

    def test_the_api_s_not_set_values_read_back_as_absent(self):
        def scenario():
            group(network()[0], DefaultInstanceWarmup=30, MaxInstanceLifetime=86400)
            client("autoscaling").update_auto_scaling_group(
                AutoScalingGroupName="fleet",
                DefaultInstanceWarmup=-1,
                MaxInstanceLifetime=0,
                InstanceMaintenancePolicy={"MinHealthyPercentage": -1, "MaxHealthyPercentage": -1},
            )
            found = describe_group()
            for key in ("DefaultInstanceWarmup", "MaxInstanceLifetime", "InstanceMaintenancePolicy"):
                self.assertNotIn(key, found)

        self.works(scenario)

    def test_an_instance_refresh_succeeds_at_once(self):
        def scenario():
            group(network()[0])
            autoscaling = client("autoscaling")
            started = autoscaling.start_instance_refresh(AutoScalingGroupName="fleet")["InstanceRefreshId"]
            refreshes = autoscaling.describe_instance_refreshes(AutoScalingGroupName="fleet")["InstanceRefreshes"]
            self.assertEqual([(started, "Successful")], [(r["InstanceRefreshId"], r["Status"]) for r in refreshes])

        self.needs_patch(scenario)

    def test_a_refresh_of_no_group_is_refused_and_so_is_cancelling_a_finished_one(self):
        def scenario():
            autoscaling = client("autoscaling")
            with self.assertRaisesRegex(ClientError, "not found"):
                autoscaling.start_instance_refresh(AutoScalingGroupName="nobody")
            with self.assertRaisesRegex(ClientError, "ActiveInstanceRefreshNotFound"):
                autoscaling.cancel_instance_refresh(AutoScalingGroupName="nobody")

        self.works(scenario)
