"""TLS-only buckets, emptying versioned buckets, notifications to EventBridge."""

import json

from tests.case import PatchCase, client

BUCKET = "state"
TLS_ONLY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    ],
}


def bucket():
    s3 = client("s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    return s3


class Buckets(PatchCase):
    def test_a_tls_only_policy_is_kept_and_lets_the_emulator_s_callers_in(self):
        def scenario():
            s3 = bucket()
            s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(TLS_ONLY))
            s3.put_object(Bucket=BUCKET, Key="a.tfstate", Body=b"{}")
            self.assertEqual(b"{}", s3.get_object(Bucket=BUCKET, Key="a.tfstate")["Body"].read())
            self.assertEqual(TLS_ONLY, json.loads(s3.get_bucket_policy(Bucket=BUCKET)["Policy"]))

        self.needs_patch(scenario)

    def test_a_bucket_with_delete_markers_can_be_emptied_after_its_versioning_was_suspended(self):
        # the order in which Terraform destroys: first the versioning, then the bucket with `force_destroy`
        def scenario():
            s3 = bucket()
            s3.put_object(Bucket=BUCKET, Key="a.tfstate.tflock", Body=b"{}")
            s3.delete_object(Bucket=BUCKET, Key="a.tfstate.tflock")
            s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Suspended"})
            found = s3.list_object_versions(Bucket=BUCKET)
            every = [*found["Versions"], *found["DeleteMarkers"]]
            objects = [{"Key": version["Key"], "VersionId": version["VersionId"]} for version in every]
            s3.delete_objects(Bucket=BUCKET, Delete={"Objects": objects})
            s3.delete_bucket(Bucket=BUCKET)

        self.needs_patch(scenario)

    def test_notifications_to_eventbridge_read_back(self):
        def scenario():
            s3 = bucket()
            configuration = {"EventBridgeConfiguration": {}}
            s3.put_bucket_notification_configuration(Bucket=BUCKET, NotificationConfiguration=configuration)
            self.assertIn("EventBridgeConfiguration", s3.get_bucket_notification_configuration(Bucket=BUCKET))

        self.needs_patch(scenario)
