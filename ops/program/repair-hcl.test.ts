import { expect, test } from "vitest";
import { repairHcl } from "./repair-hcl";

const VERSION = "~> 1.11";

test("the required version gets its value back", () => {
  expect(repairHcl('terraform {\n  0 = "required_version"\n}', VERSION)).toBe(
    'terraform {\n  required_version = "~> 1.11"\n}',
  );
});

test("references in meta-arguments lose their quotes, other lists keep them", () => {
  const hcl = '  depends_on = [\n    "aws_vpc.a",\n    "aws_eip.b-c",\n  ]\n  names = [\n    "x",\n  ]';
  expect(repairHcl(hcl, VERSION)).toBe(
    '  depends_on = [\n    aws_vpc.a,\n    aws_eip.b-c,\n  ]\n  names = [\n    "x",\n  ]',
  );
});

test("postconditions become blocks", () => {
  const hcl =
    '  lifecycle {\n    postcondition = [\n      {\n        condition = "${self.x == 1}"\n      },\n    ]\n  }';
  expect(repairHcl(hcl, VERSION)).toBe(
    '  lifecycle {\n    postcondition {\n        condition = "${self.x == 1}"\n    }\n  }',
  );
});

test("an attribute whose lazy value turned out to be nothing is left out, not written as what CDKTF knows of its type", () => {
  const hcl =
    '  name = "queue"\n  policy = {\n    isBlock          = false\n    type             = "simple"\n    storageClassType = "string"\n  }\n  tags = {\n    type = "simple"\n  }';
  expect(repairHcl(hcl, VERSION)).toBe('  name = "queue"\n  tags = {\n    type = "simple"\n  }');
});
