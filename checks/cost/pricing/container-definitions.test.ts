import { describe, expect, it } from "vitest";
import { containerSizes } from "./container-definitions";

describe("container sizes", () => {
  it("are summed over the containers of plain JSON", () => {
    const json = JSON.stringify([
      { name: "a", cpu: 256, memory: 512, memoryReservation: 128 },
      { name: "b", memory: 64 },
    ]);
    expect(containerSizes(json)).toEqual({ cpu: 256, memoryMiB: 192 });
  });

  it("are read from a jsonencode expression, strings and references in it skipped", () => {
    const expression =
      '${jsonencode([{"name" = "a \\"cpu\\" = 9 {", "image" = data.x.y, "cpu" = 256, "memory" = 192, ' +
      '"environment" = [{"name" = "memory", "value" = "x-${lookup({"memory" = 7}, "k")}"}]}, {"cpu" = 128, "memory" = 64}])}';
    expect(containerSizes(expression)).toEqual({ cpu: 384, memoryMiB: 256 });
  });

  it("are read from JSON text with references between its values", () => {
    const text =
      '[{"name":"backend","image":"${aws_ecr_repository.b.url}:${var.tag}","user":${jsonencode(var.user)},"cpu":256,"memory":192,' +
      '"linuxParameters":{"maxSwap":0,"memory":5}}]';
    expect(containerSizes(text)).toEqual({ cpu: 256, memoryMiB: 192 });
  });

  it.each([
    ["nothing", undefined],
    ["a file", '${file("x.json")}'],
    ["no container", "[]"],
    ["a container without memory", '[{"cpu": 1}]'],
    ["broken JSON", '[{"cpu": 1'],
    ["a list of something else", "[1, null]"],
    ["a number", 5],
  ])("are unknown for %s", (_name, value) => {
    expect(containerSizes(value)).toBeUndefined();
  });
});
