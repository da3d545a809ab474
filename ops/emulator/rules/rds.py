"""RDS."""

import re

from judging.call import Call
from rules.rule import Coded, Verdict, number, rule

API = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference"
WRITE = "rds CreateDBInstance|ModifyDBInstance"
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html
RESERVED_USERS = {"rdsadmin", "rdsrepladmin", "rds_superuser", "rds_replication", "rds_password", "rdsproxyadmin", "postgres_admin"}
RESERVED_BY_ENGINE = {"postgres": {"admin"}, "mysql": {"rds", "root"}, "mariadb": {"rds", "root"}}
WINDOW = r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d"
DAY = "(mon|tue|wed|thu|fri|sat|sun)"


def identifier(value: str, _call: Call) -> Verdict:
    if re.fullmatch(r"[a-zA-Z][a-zA-Z0-9-]{0,62}", value) and "--" not in value and not value.endswith("-"):
        return None
    return (
        f"The parameter DBInstanceIdentifier is not a valid identifier. Identifiers must begin with a letter; must contain only "
        f"ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens. ({value})"
    )


def user(parameters: dict, _call: Call) -> Verdict:
    name, engine = parameters.get("MasterUsername"), parameters.get("Engine", "")
    if name is None:
        return None
    if name.lower() in RESERVED_USERS | RESERVED_BY_ENGINE.get(engine, set()):
        return f"MasterUsername {name} cannot be used as it is a reserved word used by the engine"
    return None if re.fullmatch(r"[a-zA-Z]\w{0,62}", name) else "The parameter MasterUsername is not a valid identifier."


def password(parameters: dict, _call: Call) -> Verdict:
    value = parameters.get("MasterUserPassword")
    if value is None:
        return None
    if parameters.get("ManageMasterUserPassword"):
        return Coded("InvalidParameterCombination", "You can't specify MasterUserPassword for an instance that manages its password.")
    if not 8 <= len(value) <= 128:
        return "The parameter MasterUserPassword is not a valid password because it is shorter than 8 characters."
    if re.search(r"[/@\" ]", value) or not value.isascii():
        return "The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides '/', '@', '\"', ' ' may be used."
    return None


def final_snapshot(parameters: dict, _call: Call) -> Verdict:
    if not parameters.get("SkipFinalSnapshot") and not parameters.get("FinalDBSnapshotIdentifier"):
        return Coded("InvalidParameterCombination", "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.")
    return None


def matches(form: str, what: str):
    def test(value: str, _call: Call) -> Verdict:
        return None if re.fullmatch(form, value.lower()) else f"The parameter {what} is not valid: {value}"

    return test


def subnet_group_name(value: str, _call: Call) -> Verdict:
    if re.fullmatch(r"[a-zA-Z0-9._ -]{1,255}", value) and value.lower() != "default":
        return None
    return f"The parameter DBSubnetGroupName is not a valid identifier: {value}"


def printable(value: str, _call: Call) -> Verdict:
    return None if value.isprintable() else "The parameter DBSubnetGroupDescription must not contain non-printable control characters."


RULES = [
    rule("rds CreateDBSubnetGroup", "DBSubnetGroupName", subnet_group_name, f"{API}/API_CreateDBSubnetGroup.html"),
    rule("rds CreateDBSubnetGroup", "DBSubnetGroupDescription", printable, f"{API}/API_CreateDBSubnetGroup.html"),
    rule("rds CreateDBInstance", "DBInstanceIdentifier", identifier, f"{API}/API_CreateDBInstance.html"),
    rule("rds CreateDBInstance", "", user, f"{API}/API_CreateDBInstance.html"),
    rule(WRITE, "", password, f"{API}/API_CreateDBInstance.html"),
    rule(WRITE, "BackupRetentionPeriod", number(0, 35, "Invalid backup retention period: {value}. Must be between 0 and 35."), f"{API}/API_CreateDBInstance.html"),
    rule("rds CreateDBInstance", "AllocatedStorage", number(5, 65_536, "Invalid storage size for engine: {value}"), f"{API}/API_CreateDBInstance.html"),
    rule("rds CreateDBInstance", "Port", number(1_150, 65_535, "Invalid port {value}: between 1150 and 65535"), f"{API}/API_CreateDBInstance.html"),
    rule(WRITE, "PreferredBackupWindow", matches(WINDOW, "PreferredBackupWindow"), f"{API}/API_CreateDBInstance.html"),
    rule(WRITE, "PreferredMaintenanceWindow", matches(f"{DAY}:{WINDOW.replace('-', f'-{DAY}:')}", "PreferredMaintenanceWindow"), f"{API}/API_CreateDBInstance.html"),
    rule("rds DeleteDBInstance", "", final_snapshot, f"{API}/API_DeleteDBInstance.html"),
]  # fmt: skip
