import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeIdCursor, decodeTimeCursor, encodeIdCursor, encodeTimeCursor, toPage } from "./cursor";

describe("a cursor", () => {
  test("is read back as it was written", () => {
    const times = fc.integer({ min: 0, max: 99_999_999_999_999 });
    fc.assert(
      fc.property(times, fc.uuid(), (at, id) => {
        expect(decodeTimeCursor(encodeTimeCursor({ at: new Date(at), id }))).toEqual({ at: new Date(at), id });
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999_999_999 }), (id) => {
        expect(decodeIdCursor(encodeIdCursor(id))).toBe(id);
      }),
    );
  });

  test("is refused without an exception when it is anything else", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => Buffer.from(text).toString("base64url")),
        ),
        (text) => {
          expect(decodeTimeCursor(text)).toBeUndefined();
          const id = decodeIdCursor(text);
          expect(id === undefined || Number.isSafeInteger(id)).toBe(true);
        },
      ),
    );
    expect(
      decodeIdCursor(encodeTimeCursor({ at: new Date(0), id: "4be0643f-1d98-573b-97cd-ca98a65347dd" })),
    ).toBeUndefined();
  });
});

test("a page has a next one only when there was a row too many", () => {
  expect(toPage([3, 2, 1], 2, String)).toEqual({ rows: [3, 2], nextCursor: "2" });
  expect(toPage([3, 2], 2, String)).toEqual({ rows: [3, 2], nextCursor: null });
  expect(toPage([], 2, String)).toEqual({ rows: [], nextCursor: null });
});
