import { describe, expect, it } from "vitest";
import { plainTable, usableWidth, wrapped } from "./columns";

describe("a table", () => {
  it("breaks at spaces, and inside words that are longer than the column", () => {
    expect(
      plainTable(
        [2, 8, 6],
        [
          ["", "one two three", "1.00"],
          ["", "abcdefghijkl", "2.00"],
        ],
      ),
    ).toBe(["  one two  1.00", "  three", "  abcdefg  2.00", "  hijkl"].join("\n"));
  });

  it("paints each line of a cell apart", () => {
    const paint = (text: string) => `<${text}>`;
    expect(plainTable([6, 9], [["a", { text: "x y", paint }]])).toBe("a        <x y>");
  });

  it("without rows is nothing", () => {
    expect(plainTable([10], [])).toBe("");
  });
});

describe("a paragraph", () => {
  it("is broken at spaces and indented from the second line on", () => {
    expect(wrapped("one two three four", 9)).toBe("one two\n  three\n  four");
    expect(wrapped("short", 9)).toBe("short");
  });
});

describe("the width", () => {
  it.each([
    [undefined, 80],
    [40, 80],
    [100, 100],
    [200, 120],
  ])("of a terminal of %s columns is used as %d", (columns, width) => {
    expect(usableWidth(columns)).toBe(width);
  });
});
