"""CloudWatch: alarms and dashboards."""

import json
import re

from judging.call import Call
from rules.rule import Coded, Verdict, one_of, rule

API = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference"
DAY, WEEK = 86_400, 604_800
MISSING = ("breaching", "notBreaching", "ignore", "missing")
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
STATISTIC = re.compile(
    r"(p|tm|wm|tc|ts)(\d{1,2}(\.\d{0,10})?|100)|IQM|(PR|TM|WM|TC|TS)\(.*:.*\)"
    r"|SampleCount|Average|Sum|Minimum|Maximum"
)


def period(value: int, _call: Call) -> Verdict:
    if value in (10, 20, 30) or (value > 0 and value % 60 == 0):
        return None
    return Coded("ValidationError", "Metric Alarm period must be 10, 20, 30 or a multiple of 60")


def span(parameters: dict, _call: Call) -> Verdict:
    """Evaluated over a day; over a week when each period is an hour or longer."""
    periods = [parameters.get("Period")] + [item.get("MetricStat", item).get("Period") for item in parameters.get("Metrics", [])]
    longest, count = max((it for it in periods if it), default=0), parameters.get("EvaluationPeriods", 1)
    limit = WEEK if longest >= 3600 else DAY
    if longest * count > limit:
        what = "a week" if limit == WEEK else "a day"
        return Coded(
            "ValidationError",
            f"Metrics cannot be checked across more than {what} (EvaluationPeriods * Period must be <= {limit})",
        )
    wanted = parameters.get("DatapointsToAlarm")
    if wanted is not None and wanted > count:
        return Coded("ValidationError", "DatapointsToAlarm must be less than or equal to EvaluationPeriods")
    return None


def statistic(parameters: dict, _call: Call) -> Verdict:
    given = [name for name in ("Statistic", "ExtendedStatistic", "Metrics") if parameters.get(name)]
    if len(given) != 1:
        return Coded("ValidationError", f"Exactly one of Statistic, ExtendedStatistic and Metrics is required, got {given or 'none'}")
    if given == ["Metrics"]:
        return None
    missing = [name for name in ("MetricName", "Namespace", "Period") if name not in parameters]
    return Coded("ValidationError", f"The parameter {missing[0]} is required for an alarm on a metric") if missing else None


def extended(value: str, _call: Call) -> Verdict:
    return None if STATISTIC.fullmatch(value) else f"The value {value} for parameter ExtendedStatistic is not supported."


def metrics(value: list, _call: Call) -> Verdict:
    ids = [item.get("Id", "") for item in value]
    for name in ids:
        if not re.fullmatch(r"[a-z][a-zA-Z0-9_]*", name):
            return Coded("ValidationError", f"Invalid metrics list: the Id '{name}' must begin with a lower-case letter")
    if len(set(ids)) < len(ids):
        return Coded("ValidationError", "Invalid metrics list: Duplicate Ids")
    if sum(item.get("ReturnData", True) for item in value) != 1:
        return Coded("ValidationError", "Invalid metrics list: exactly one metric must return data")
    for item in value:
        if ("Expression" in item) == ("MetricStat" in item):
            return Coded("ValidationError", f"Invalid metrics list: '{item.get('Id')}' must have either MetricStat or Expression")
        for used in re.findall(r"\b[a-z][a-zA-Z0-9_]*\b(?!\s*\()", _unquoted(item.get("Expression", ""))):
            if used not in ids and not item.get("Expression", "").startswith("SELECT"):
                return Coded("ValidationError", f"Error in expression '{item.get('Id')}' [Unknown identifier: {used}]")
    return None


def _unquoted(expression: str) -> str:
    return re.sub(r"'[^']*'|\"[^\"]*\"", "", expression)


def metric_statistic(value: str, _call: Call) -> Verdict:
    return None if STATISTIC.fullmatch(value) else f"The value {value} for parameter Stat is not supported."


def anomaly(parameters: dict, _call: Call) -> Verdict:
    banded = parameters.get("ComparisonOperator") in (
        "LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold", "GreaterThanUpperThreshold"
    )  # fmt: skip
    if banded != ("ThresholdMetricId" in parameters):
        return Coded("ValidationError", "ThresholdMetricId and a comparison with a band belong together")
    if not banded and "Threshold" not in parameters:
        return Coded("ValidationError", "The parameter Threshold is required")
    return None


def dashboard_name(value: str, _call: Call) -> Verdict:
    return None if re.fullmatch(r"[0-9A-Za-z_-]{1,255}", value) else f"The value {value} for field DashboardName is not valid."


def dashboard(value: str, _call: Call) -> Verdict:
    try:
        body = json.loads(value)
    except ValueError:
        return "The field DashboardBody must be a valid JSON object"
    widgets = body.get("widgets") if isinstance(body, dict) else None
    if not isinstance(widgets, list) or len(widgets) > 500:
        return "The dashboard body is invalid: widgets must be a list of at most 500"
    for index, widget in enumerate(widgets):
        if not isinstance(widget, dict):
            return f"The dashboard body is invalid: /widgets/{index} should be an object"
        if widget.get("type") not in ("metric", "text", "log", "alarm", "explorer", "custom"):
            return f'The dashboard body is invalid: /widgets/{index}/type "{widget.get("type")}" is not known'
        if not isinstance(widget.get("properties"), dict):
            return f"The dashboard body is invalid: /widgets/{index} should have required property 'properties'"
        if not 1 <= widget.get("width", 6) <= 24 or not 0 <= widget.get("x", 0) <= 23:
            return f"The dashboard body is invalid: /widgets/{index} does not fit in 24 columns"
    return None


RULES = [
    rule("cloudwatch PutMetricAlarm", "Period", period, f"{API}/API_PutMetricAlarm.html"),
    rule("cloudwatch PutMetricAlarm", "Metrics[].MetricStat.Period", period, f"{API}/API_MetricStat.html"),
    rule("cloudwatch PutMetricAlarm", "", span, f"{API}/API_PutMetricAlarm.html"),
    rule("cloudwatch PutMetricAlarm", "", statistic, f"{API}/API_PutMetricAlarm.html"),
    rule("cloudwatch PutMetricAlarm", "", anomaly, f"{API}/API_PutMetricAlarm.html"),
    rule("cloudwatch PutMetricAlarm", "ExtendedStatistic", extended, f"{API}/API_PutMetricAlarm.html"),
    rule("cloudwatch PutMetricAlarm", "Metrics", metrics, f"{API}/API_MetricDataQuery.html"),
    rule("cloudwatch PutMetricAlarm", "Metrics[].MetricStat.Stat", metric_statistic, f"{API}/API_MetricStat.html"),
    rule(
        "cloudwatch PutMetricAlarm",
        "TreatMissingData",
        one_of(MISSING, "The value {value} is not supported for TreatMissingData parameter. Supported values are [{allowed}]."),
        f"{API}/API_PutMetricAlarm.html",
        "ValidationError",
    ),
    rule("cloudwatch PutDashboard", "DashboardName", dashboard_name, f"{API}/API_PutDashboard.html", "InvalidParameterValue"),
    rule("cloudwatch PutDashboard", "DashboardBody", dashboard, f"{API}/CloudWatch-Dashboard-Body-Structure.html", "InvalidParameterInput"),
]  # fmt: skip
