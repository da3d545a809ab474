"""Certificates are issued at once."""

import time

from tests.case import PatchCase, client


class Acm(PatchCase):
    def test_a_certificate_is_issued_within_seconds(self):
        def scenario():
            acm = client("acm")
            arn = acm.request_certificate(DomainName="example.com", ValidationMethod="DNS")["CertificateArn"]
            deadline = time.monotonic() + 5
            while status(acm, arn) != "ISSUED" and time.monotonic() < deadline:
                time.sleep(0.1)
            self.assertEqual("ISSUED", status(acm, arn))

        self.needs_patch(scenario)


def status(acm, arn):
    return acm.describe_certificate(CertificateArn=arn)["Certificate"]["Status"]
