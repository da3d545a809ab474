"""Every protocol of AWS is named by action and resource, and no secret is written."""

import io
import unittest

from request_log import describe

GROUP = "arn:aws:scheduler:eu-central-1:1:schedule-group/jobs"


def request(service: str, body: bytes = b"", method: str = "POST", path: str = "/", query: str = "", **headers: str):
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_TYPE": headers.pop("content_type", ""),
        "HTTP_AUTHORIZATION": f"AWS4-HMAC-SHA256 Credential=CALLER/20260101/eu-central-1/{service}/aws4_request, x=y",
        "REQUEST_URI": f"{path}?{query}",
        "wsgi.input": io.BytesIO(body),
        **headers,
    }
    return describe(environ, body)


class RequestLog(unittest.TestCase):
    def test_an_action_in_a_header(self):
        body = b'{"cluster": "box", "taskDefinition": "web:1", "overrides": {"taskRoleArn": "arn:aws:iam::1:role/web"}}'
        entry = request("ecs", body, HTTP_X_AMZ_TARGET="AmazonEC2ContainerServiceV20141113.RunTask")
        self.assertEqual("RunTask", entry["action"])
        self.assertEqual({"cluster": "box", "taskDefinition": "web:1"}, entry["parameters"])
        self.assertEqual(["arn:aws:iam::1:role/web"], entry["arns"])
        self.assertEqual(("ecs", "CALLER", "eu-central-1"), (entry["service"], entry["caller"], entry["region"]))

    def test_an_action_in_a_form(self):
        form = "application/x-www-form-urlencoded; charset=utf-8"
        entry = request("iam", b"Action=GetRole&RoleName=web&Version=2010-05-08", content_type=form)
        self.assertEqual(("GetRole", {"RoleName": "web"}), (entry["action"], entry["parameters"]))

    def test_actions_in_method_and_path(self):
        cases = [
            ("s3", "GET", "/state/env/a.tfstate", "x-id=GetObject", "GetObject", {"Bucket": "state", "Key": "env/a.tfstate"}),
            ("s3", "PUT", "/state/env/a.tfstate", "", "PutObject", {"Bucket": "state", "Key": "env/a.tfstate"}),
            ("s3", "GET", "/state", "policy=", "GetBucketPolicy", {"Bucket": "state"}),
            ("s3", "GET", "/state", "list-type=2&prefix=env", "ListObjectsV2", {"Bucket": "state", "prefix": "env"}),
            ("s3", "HEAD", "/state", "", "HeadBucket", {"Bucket": "state"}),
            ("s3", "POST", "/state", "delete=", "DeleteObjects", {"Bucket": "state"}),
            ("scheduler", "GET", "/schedules/scraper", "groupName=jobs", "GetSchedule", {"Name": "scraper", "groupName": "jobs"}),
            ("scheduler", "GET", f"/tags/{GROUP.replace('/', '%2F')}", "", "ListTagsForResource", {"ResourceArn": GROUP}),
            ("scheduler", "POST", "/schedules/scraper", "", "CreateSchedule", {"Name": "scraper"}),
        ]
        for service, method, path, query, action, parameters in cases:
            with self.subTest(action=action):
                entry = request(service, method=method, path=path, query=query)
                self.assertEqual((action, parameters), (entry["action"], entry["parameters"]))

    def test_a_stored_state_is_not_taken_for_parameters(self):
        body = b'{"Name": "x", "attributes": {"arn": "arn:aws:sns:eu-central-1:1:topic"}}'
        entry = request("s3", body, method="PUT", path="/state/a.tfstate")
        self.assertEqual(({"Bucket": "state", "Key": "a.tfstate"}, []), (entry["parameters"], entry["arns"]))

    def test_no_secret_is_written(self):
        body = b'{"Name": "database", "SecretString": "arn:aws:hunter2", "SecretId": "database", "Password": "hunter2"}'
        entry = request("secretsmanager", body, HTTP_X_AMZ_TARGET="secretsmanager.CreateSecret")
        self.assertEqual({"Name": "database", "SecretId": "database"}, entry["parameters"])
        self.assertNotIn("hunter2", str(entry))

    def test_an_unknown_service_is_logged_as_it_came(self):
        self.assertEqual("GET /a/b", request("nonesuch", method="GET", path="/a/b")["action"])
