"""How each service says no: its error codes, its words and the form of its answer.

Codes and texts for a member that breaks its model: most services share a framework that answers "1 validation error
detected: ... failed to satisfy constraint: ..."; EC2, S3 and some others have words of their own.
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
"""

import json
import uuid
from xml.sax.saxutils import escape

from judging.call import Call
from judging.problem import Problem

# the code of a broken model; of the other services `ValidationException` (JSON) and `ValidationError` (query)
CODES = {
    "ecs": "InvalidParameterException",
    "ecr": "InvalidParameterException",
    "logs": "InvalidParameterException",
    "secretsmanager": "InvalidParameterException",
    "sns": "InvalidParameter",
    "sqs": "InvalidParameterValue",
    "rds": "InvalidParameterValue",
    "cloudwatch": "InvalidParameterValue",
    "efs": "BadRequest",
    "route53": "InvalidInput",
    "servicediscovery": "InvalidInput",
    "sesv2": "BadRequestException",
}


def code_of(call: Call) -> str:
    """The code of a service for a value that it does not take."""
    by_protocol = {"ec2": "InvalidParameterValue", "query": "ValidationError", "rest-xml": "InvalidArgument"}
    return CODES.get(call.service, by_protocol.get(call.protocol, "ValidationException"))


def model_refusal(call: Call, problems: list[Problem]) -> tuple[str, str]:
    """Code and text for members that break their model."""
    first = problems[0]
    if call.protocol == "ec2":
        return _ec2(first)
    if call.service == "s3":
        code = "InvalidArgument" if len(first.where) == 1 else "MalformedXML"
        return code, "; ".join(_sentence(problem) for problem in problems)
    if first.kind == "type" and call.protocol in ("json", "rest-json"):
        return "SerializationException", f"{type(first.value).__name__} at '{_path(first)}' can not be converted: {first.constraint}"
    count = "1 validation error" if len(problems) == 1 else f"{len(problems)} validation errors"
    return code_of(call), f"{count} detected: {'; '.join(_sentence(problem) for problem in problems)}"


def _ec2(problem: Problem) -> tuple[str, str]:
    name = ".".join(str(part) for part in problem.where)
    if problem.kind == "missing":
        return "MissingParameter", f"The request must contain the parameter {name}"
    if problem.kind == "unknown":
        return "UnknownParameter", f"The parameter {name} is not recognized"
    return "InvalidParameterValue", f"Value ({problem.shown()}) for parameter {name} is invalid. {problem.constraint}"


def _sentence(problem: Problem) -> str:
    if problem.kind == "unknown":
        # most services pass such a member over, and what it was to set is lost
        return f"Unknown parameter '{_path(problem)}'"
    value = "null" if problem.kind == "missing" else f"'{problem.shown()}'"
    return f"Value {value} at '{_path(problem)}' failed to satisfy constraint: {problem.constraint}"


def _path(problem: Problem) -> str:
    parts: list[str] = []
    for part in problem.where:
        parts += [str(part), "member"] if isinstance(part, int) else [part[:1].lower() + part[1:]]
    return ".".join(parts[:-1] if parts[-1:] == ["member"] else parts)


def answer(call: Call, code: str, message: str, status: int = 400) -> tuple[str, list[tuple[str, str]], bytes]:
    """Status line, headers and body of an error, in the protocol of the call."""
    request = str(uuid.uuid4())
    line = f"{status} Bad Request" if status == 400 else f"{status} Refused"
    if call.protocol in ("json", "rest-json"):
        body = json.dumps({"__type": code, "message": message}).encode()
        kind = "application/json" if call.protocol == "rest-json" else "application/x-amz-json-1.1"
        return line, [("Content-Type", kind), ("x-amzn-ErrorType", code), ("x-amzn-RequestId", request)], body
    error = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    if call.protocol == "ec2":
        text = f"<Response><Errors><Error>{error}</Error></Errors><RequestID>{request}</RequestID></Response>"
    elif call.service == "s3":
        text = f"<Error>{error}<RequestId>{request}</RequestId></Error>"
    else:
        text = f"<ErrorResponse><Error><Type>Sender</Type>{error}</Error><RequestId>{request}</RequestId></ErrorResponse>"
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()
    return line, [("Content-Type", "text/xml"), ("x-amzn-RequestId", request)], body
