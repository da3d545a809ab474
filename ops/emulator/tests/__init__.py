"""Tests of the emulator. Run from `ops/emulator`: python -m unittest discover -s tests -t ."""

import os

os.environ["AWS_ACCESS_KEY_ID"] = os.environ["AWS_SECRET_ACCESS_KEY"] = "emulator"
os.environ["AWS_DEFAULT_REGION"] = "eu-central-1"
os.environ.pop("AWS_PROFILE", None)
# Amazon's images take most of a second per scenario, and no test looks at one
os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"
