import { expect, test } from "vitest";
import { wordsOf } from "./words";

test.each([
  ["node app.js --once", ["node", "app.js", "--once"]],
  ["  a   b  ", ["a", "b"]],
  [`say "two words" 'and "more"'`, ["say", "two words", 'and "more"']],
  [`--name="two words"x`, ["--name=two wordsx"]],
  [String.raw`a\ b "c\"d" 'e\f' \"`, ["a b", 'c"d', String.raw`e\f`, '"']],
  [`sh -c 'echo $HOME'`, ["sh", "-c", "echo $HOME"]],
  [`empty ''`, ["empty", ""]],
])("%s", (line, words) => expect(wordsOf(line)).toEqual(words));

test.each(["", "   ", `a "b`, "it's", "a \\"])("refuses %j", (line) => {
  expect(() => wordsOf(line)).toThrow("[command-quotes]");
});
