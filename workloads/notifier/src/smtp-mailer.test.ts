import { createServer, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { startMailCatcher } from "../testing/mail-catcher";
import type { Mail } from "./mailer";
import { SmtpMailer } from "./smtp-mailer";
import { parseSmtpUrl } from "./smtp-url";

const mail = (to = "a@example.net"): Mail => ({
  to,
  subject: "s",
  text: "t",
  html: "<p>t",
  messageId: "digest.x.1",
  date: new Date("2026-01-02T03:04:05Z"),
  headers: {},
});

const open: { close(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close();
});

function mailerFor(url: string, silenceMs = 2_000): SmtpMailer {
  const server = parseSmtpUrl(url);
  if (server === undefined) throw new Error("bad url");
  const mailer = new SmtpMailer({ server, from: "Stowage <digest@mail.example>", connectMs: 2_000, silenceMs });
  open.push(mailer);
  return mailer;
}

/** A server that speaks line by line: what it answers to each command, or what it does instead. */
async function scripted(answer: (line: string, socket: Socket) => string | undefined): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => undefined));
    socket.write("220 test\r\n");
    socket.on("data", (data) => {
      for (const line of data
        .toString()
        .split("\r\n")
        .filter((text) => text !== "")) {
        const reply = answer(line, socket);
        if (reply !== undefined) socket.write(`${reply}\r\n`);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push({
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  });
  const address = server.address();
  return `smtp://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
}

const polite = (line: string): string | undefined => {
  if (/^(EHLO|MAIL|RCPT|RSET|QUIT)/.test(line)) return "250 ok";
  if (/^(AUTH|STARTTLS)/.test(line)) return "502 5.5.1 not here";
  return line === "DATA" ? "354 go on" : line === "." ? "250 2.0.0 taken" : undefined;
};

describe("the SMTP mailer", () => {
  it("hands several mails over on one connection, with user and password", async () => {
    const catcher = await startMailCatcher({ login: { user: "me", password: "s3cret/+" } });
    open.push(catcher);
    const mailer = mailerFor(catcher.url);
    for (const to of ["a@example.net", "b@example.net"])
      expect(await mailer.send(mail(to))).toEqual({ kind: "accepted" });
    expect(catcher.mails.map(({ to, from }) => [to, from])).toEqual([
      ["a@example.net", "digest@mail.example"],
      ["b@example.net", "digest@mail.example"],
    ]);
    const wrong = mailerFor(catcher.url.replace("me:", "you:"));
    expect((await wrong.send(mail())).kind).toBe("unavailable");
  });

  it("goes on after a refused recipient", async () => {
    const catcher = await startMailCatcher({
      refuseRecipient: (to) => (to.startsWith("gone") ? "550 5.1.1 no such user" : undefined),
    });
    open.push(catcher);
    const mailer = mailerFor(catcher.url);
    expect((await mailer.send(mail("gone@example.net"))).kind).toBe("bounced");
    expect((await mailer.send(mail("here@example.net"))).kind).toBe("accepted");
  });

  it("does not know what became of a mail when the server vanishes after its text", async () => {
    let lines = 0;
    const url = await scripted((line, socket) => {
      lines++;
      if (line === ".") socket.destroy();
      else return polite(line);
    });
    const delivery = await mailerFor(url).send(mail());
    expect(delivery.kind).toBe("unknown");
    expect(lines).toBeGreaterThan(5);
  });

  it("does not know either when the server falls silent after its text", async () => {
    const url = await scripted((line) => (line === "." ? undefined : polite(line)));
    expect((await mailerFor(url, 300).send(mail())).kind).toBe("unknown");
  });

  it("knows that nothing was accepted when the server vanishes before, refuses the login or is not there", async () => {
    const early = await scripted((line, socket) => {
      if (line.startsWith("RCPT")) socket.destroy();
      else return polite(line);
    });
    expect((await mailerFor(early).send(mail())).kind).toBe("unavailable");
    expect((await mailerFor("smtp://127.0.0.1:1").send(mail())).kind).toBe("unavailable");
    const closing = await scripted((line) => (line.startsWith("MAIL") ? "421 4.3.2 closing" : polite(line)));
    expect((await mailerFor(closing).send(mail())).kind).toBe("unavailable");
  });

  it("opens a new connection when the old one was closed between two mails", async () => {
    let connections = 0;
    const url = await scripted((line, socket) => {
      if (line.startsWith("EHLO")) connections++;
      if (line === ".") setImmediate(() => socket.end());
      return polite(line);
    });
    const mailer = mailerFor(url);
    const kinds: string[] = [];
    for (let attempt = 0; attempt < 6 && kinds.filter((kind) => kind === "accepted").length < 3; attempt++)
      kinds.push((await mailer.send(mail())).kind);
    expect(kinds.filter((kind) => kind === "accepted")).toHaveLength(3);
    expect(kinds).not.toContain("unknown");
    expect(connections).toBeGreaterThan(1);
  });

  it("refuses to hand anything over in plain text to a server elsewhere", async () => {
    const commands: string[] = [];
    const url = await scripted((line) => {
      commands.push(line);
      return polite(line);
    });
    const server = parseSmtpUrl(url);
    if (server === undefined) throw new Error("bad url");
    const mailer = new SmtpMailer({
      server: { ...server, tls: "required", auth: { user: "u", pass: "p" } },
      from: "a@b.example",
    });
    open.push(mailer);
    expect((await mailer.send(mail())).kind).toBe("unavailable");
    expect(commands.join(" ")).not.toMatch(/AUTH|MAIL/);
  });
});
