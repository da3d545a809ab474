"""Elastic Load Balancing: names, health checks, attributes, listeners and their rules."""

from typing import Any

from judging.call import Call
from rules.rule import Coded, Test, Verdict, anything, number, one_of, rule

API = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference"
MAX_CONDITION_VALUES = 5
REDIRECT_PARTS = {"Protocol": "#{protocol}", "Host": "#{host}", "Port": "#{port}", "Path": "/#{path}", "Query": "#{query}"}


def name(what: str) -> Test:
    def test(value: str, _call: Call) -> Verdict:
        if len(value) > 32:
            return f"{what} name '{value}' cannot be longer than '32' characters"
        if not all(character.isascii() and (character.isalnum() or character == "-") for character in value):
            return f"{what} name '{value}' can only contain characters that are alphanumeric characters and hyphens(-)"
        if value.startswith("-") or value.endswith("-"):
            return f"{what} name '{value}' cannot begin or end with '-'"
        if value.startswith("internal-"):
            return f"{what} name '{value}' cannot begin with 'internal-'"
        return None

    return test


def health_check(parameters: dict, _call: Call) -> Verdict:
    interval, timeout = parameters.get("HealthCheckIntervalSeconds"), parameters.get("HealthCheckTimeoutSeconds")
    if interval is not None and timeout is not None and timeout >= interval:
        return f"Health check interval must be greater than the timeout. (interval '{interval}', timeout '{timeout}')"
    path = parameters.get("HealthCheckPath")
    if path is not None and (not path.startswith("/") or len(path) > 1024):
        return f"Health check path '{path}' must begin with a '/' character"
    return None


def health_port(value: str, call: Call) -> Verdict:
    return None if value == "traffic-port" else number(1, 65_535, "Health check port '{value}' must be in the range 1 to 65535")(value, call)


def matcher(value: str, _call: Call) -> Verdict:
    """Codes and ranges of them. https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Matcher.html"""
    codes = [code for part in value.split(",") for code in part.split("-")]
    if all(code.isdecimal() and 200 <= int(code) <= 599 for code in codes):
        return None
    return f"Health check matcher HTTP code '{value}' must be within '200-599' inclusive"


def port_of_group(parameters: dict, _call: Call) -> Verdict:
    if parameters.get("TargetType", "instance") == "lambda":
        return None
    for member in ("Protocol", "Port", "VpcId"):
        if member not in parameters:
            return f"A {'VPC' if member == 'VpcId' else member.lower()} must be specified"
    return None


BOOLEANS = one_of(("true", "false"), "must be true or false")


def between(least: int, most: int) -> Test:
    return number(least, most, f"must be between {least} and {most}")


GROUP_ATTRIBUTES: dict[str, Test] = {
    "deregistration_delay.timeout_seconds": between(0, 3600),
    "deregistration_delay.connection_termination.enabled": BOOLEANS,
    "lambda.multi_value_headers.enabled": BOOLEANS,
    "load_balancing.algorithm.type": one_of(
        ("round_robin", "least_outstanding_requests", "weighted_random"), "must be one of {allowed}"
    ),
    "load_balancing.algorithm.anomaly_mitigation": one_of(("on", "off"), "must be on or off"),
    "load_balancing.cross_zone.enabled": one_of(("true", "false", "use_load_balancer_configuration"), "must be one of {allowed}"),
    "preserve_client_ip.enabled": BOOLEANS,
    "proxy_protocol_v2.enabled": BOOLEANS,
    "slow_start.duration_seconds": lambda value, call: None if value == "0" else between(30, 900)(value, call),
    "stickiness.enabled": BOOLEANS,
    "stickiness.type": one_of(
        ("lb_cookie", "app_cookie", "source_ip", "source_ip_dest_ip", "source_ip_dest_ip_proto"), "must be one of {allowed}"
    ),
    "stickiness.lb_cookie.duration_seconds": between(1, 604_800),
    "stickiness.app_cookie.duration_seconds": between(1, 604_800),
    "stickiness.app_cookie.cookie_name": anything,
    "target_failover.on_deregistration": one_of(("rebalance", "no_rebalance"), "must be one of {allowed}"),
    "target_failover.on_unhealthy": one_of(("rebalance", "no_rebalance"), "must be one of {allowed}"),
    "target_group_health.dns_failover.minimum_healthy_targets.count": anything,
    "target_group_health.dns_failover.minimum_healthy_targets.percentage": anything,
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count": anything,
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage": anything,
    "target_health_state.unhealthy.connection_termination.enabled": BOOLEANS,
    "target_health_state.unhealthy.draining_interval_seconds": between(0, 360_000),
}
BALANCER_ATTRIBUTES: dict[str, Test] = {
    "deletion_protection.enabled": BOOLEANS,
    "idle_timeout.timeout_seconds": between(1, 4000),
    "client_keep_alive.seconds": between(60, 604_800),
    "routing.http.desync_mitigation_mode": one_of(("monitor", "defensive", "strictest"), "must be one of {allowed}"),
    "routing.http.xff_header_processing.mode": one_of(("append", "preserve", "remove"), "must be one of {allowed}"),
    **dict.fromkeys(
        (
            "access_logs.s3.enabled", "connection_logs.s3.enabled", "health_check_logs.s3.enabled", "ipv6.deny_all_igw_traffic",
            "load_balancing.cross_zone.enabled", "routing.http.drop_invalid_header_fields.enabled",
            "routing.http.preserve_host_header.enabled", "routing.http.x_amzn_tls_version_and_cipher_suite.enabled",
            "routing.http.xff_client_port.enabled", "routing.http2.enabled", "waf.fail_open.enabled", "zonal_shift.config.enabled",
        ),
        BOOLEANS,
    ),
    **dict.fromkeys(
        (
            "access_logs.s3.bucket", "access_logs.s3.prefix", "connection_logs.s3.bucket", "connection_logs.s3.prefix",
            "health_check_logs.s3.bucket", "health_check_logs.s3.prefix", "dns_record.client_routing_policy",
            "secondary_ips.auto_assigned.per_subnet",
        ),
        anything,
    ),
}  # fmt: skip


def attribute(what: str, known: dict[str, Test]) -> Test:
    def test(pair: dict, call: Call) -> Verdict:
        key, value = pair.get("Key", ""), pair.get("Value", "")
        if key not in known:
            return f"{what} attribute key '{key}' is not recognized"
        problem = known[key](value, call)
        return problem and Coded("InvalidConfigurationRequest", f"The value '{value}' of {what.lower()} attribute '{key}' is not valid: {problem}")

    return test


def listener(parameters: dict, _call: Call) -> Verdict:
    if parameters.get("Protocol") in ("HTTPS", "TLS") and not parameters.get("Certificates"):
        return "A certificate must be specified for HTTPS listeners"
    if parameters.get("Protocol") in ("HTTP", "TCP", "UDP") and parameters.get("Certificates"):
        return f"A certificate cannot be specified for {parameters['Protocol']} listeners"
    return None


def actions(value: list, _call: Call) -> Verdict:
    """The last action ends the request, and only the last. https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Action.html"""
    ordered = sorted(value, key=lambda action: action.get("Order", 0))
    ends = [action.get("Type") in ("forward", "redirect", "fixed-response") for action in ordered]
    if not ends or not ends[-1] or any(ends[:-1]):
        return Coded("InvalidLoadBalancerAction", "You must specify exactly one forward, redirect or fixed-response action, as the last one")
    for action in value:
        problem = _redirect(action.get("RedirectConfig", {})) if action.get("Type") == "redirect" else None
        if problem is not None:
            return problem
    return None


def _redirect(config: dict[str, Any]) -> Verdict:
    if all(config.get(part, same) == same for part, same in REDIRECT_PARTS.items()):
        return Coded(
            "InvalidLoadBalancerAction",
            "The RedirectConfig is invalid: at least one of protocol, host, port or path has to be modified, or the redirect loops",
        )
    path = config.get("Path")
    return None if path is None or path.startswith("/") else Coded("InvalidLoadBalancerAction", f"The path '{path}' must begin with a '/'")


def conditions(value: list, _call: Call) -> Verdict:
    count = 0
    for condition in value:
        values = [item for key, item in condition.items() if key.endswith("Config") for item in item.get("Values", [])]
        count += len(values or condition.get("Values", []))
    if count > MAX_CONDITION_VALUES:
        return Coded("TooManyConditionValues", f"A rule can only have '{MAX_CONDITION_VALUES}' condition values")
    return None


LISTENERS = "elbv2 CreateListener|ModifyListener"
RULES_OF_LISTENERS = "elbv2 CreateRule|ModifyRule"
RULES = [
    rule("elbv2 CreateTargetGroup", "Name", name("Target group"), f"{API}/API_CreateTargetGroup.html"),
    rule("elbv2 CreateLoadBalancer", "Name", name("Load balancer"), f"{API}/API_CreateLoadBalancer.html"),
    rule("elbv2 CreateTargetGroup|ModifyTargetGroup", "", health_check, f"{API}/API_CreateTargetGroup.html"),
    rule("elbv2 CreateTargetGroup|ModifyTargetGroup", "HealthCheckPort", health_port, f"{API}/API_CreateTargetGroup.html"),
    rule("elbv2 CreateTargetGroup|ModifyTargetGroup", "Matcher.HttpCode", matcher, f"{API}/API_Matcher.html"),
    rule("elbv2 CreateTargetGroup", "", port_of_group, f"{API}/API_CreateTargetGroup.html"),
    rule("elbv2 ModifyTargetGroupAttributes", "Attributes[]", attribute("Target group", GROUP_ATTRIBUTES), f"{API}/API_TargetGroupAttribute.html"),
    rule("elbv2 ModifyLoadBalancerAttributes", "Attributes[]", attribute("Load balancer", BALANCER_ATTRIBUTES), f"{API}/API_LoadBalancerAttribute.html"),
    rule("elbv2 CreateListener", "", listener, f"{API}/API_CreateListener.html"),
    rule(LISTENERS, "DefaultActions", actions, f"{API}/API_CreateListener.html"),
    rule(RULES_OF_LISTENERS, "Actions", actions, f"{API}/API_CreateRule.html"),
    rule(RULES_OF_LISTENERS, "Conditions", conditions, f"{API}/API_RuleCondition.html"),
]  # fmt: skip
