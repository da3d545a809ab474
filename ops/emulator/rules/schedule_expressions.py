"""The grammar of rate(...), cron(...) and at(...).

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
"""

import datetime
import re

MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
DAYS = "SUN MON TUE WED THU FRI SAT".split()
RATE = re.compile(r"rate\((\d+) (minute|hour|day)(s?)\)")
AT = re.compile(r"at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)")
CRON = re.compile(r"cron\((.*)\)")
# name, least, most, the names that stand for numbers
FIELDS = (
    ("minutes", 0, 59, []),
    ("hours", 0, 23, []),
    ("day-of-month", 1, 31, []),
    ("month", 1, 12, MONTHS),
    ("day-of-week", 1, 7, DAYS),
    ("year", 1970, 2199, []),
)


def is_valid(expression: str, once: bool) -> bool:
    """`once`: whether at(...) is taken, as EventBridge Scheduler and Application Auto Scaling do."""
    rate, cron, at = RATE.fullmatch(expression), CRON.fullmatch(expression), AT.fullmatch(expression)
    if rate:
        value = int(rate.group(1))
        return value >= 1 and (value == 1) == (rate.group(3) == "")
    if cron:
        return _is_cron(cron.group(1).split())
    return bool(once and at and _exists(at.group(1)))


def is_unix_cron(expression: str) -> bool:
    """The five fields of a scheduled action of an Auto Scaling group, where Sunday is 0 or 7."""
    fields = expression.split()
    limits = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
    names = ([], [], [], MONTHS, DAYS)
    return len(fields) == 5 and all(
        _is_field(field.upper(), least, most, known, first=1 if known is MONTHS else 0)
        for field, (least, most), known in zip(fields, limits, names, strict=True)
    )


def _exists(moment: str) -> bool:
    try:
        datetime.datetime.fromisoformat(moment)
    except ValueError:
        return False
    return True


def _is_cron(fields: list[str]) -> bool:
    if len(fields) != 6 or (fields[2] == "?") == (fields[4] == "?"):
        return False
    return all(
        _is_day(name, field) or (_is_field(field, least, most, names, first=least) and not (names is DAYS and "/" in field))
        for field, (name, least, most, names) in zip(fields, FIELDS, strict=True)
    )


def _is_day(name: str, field: str) -> bool:
    """What only the two day fields take: ?, L, W and #."""
    if name == "day-of-month":
        return bool(re.fullmatch(r"\?|L|LW|L-([1-9]|[12]\d|30)|([1-9]|[12]\d|3[01])W", field))
    if name == "day-of-week":
        return bool(re.fullmatch(rf"\?|L|([1-7]|{'|'.join(DAYS)})(L|#[1-5])", field))
    return False


def _is_field(field: str, least: int, most: int, names: list[str], first: int) -> bool:
    return all(_is_part(part, least, most, names, first) for part in field.split(","))


def _is_part(part: str, least: int, most: int, names: list[str], first: int) -> bool:
    span, slash, step = part.partition("/")
    if slash and not (step.isdecimal() and 1 <= int(step) <= most):
        return False
    if span == "*":
        return True
    ends = span.split("-")
    values = [_value(end, names, first) for end in ends]
    if len(ends) > 2 or any(value is None or not least <= value <= most for value in values):
        return False
    return values == sorted(values)


def _value(text: str, names: list[str], first: int) -> int | None:
    if text in names:
        return names.index(text) + first
    return int(text) if re.fullmatch(r"\d{1,4}", text) else None
