import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Mail } from "./mailer";
import { createSesMailer } from "./ses-mailer";

const mail: Mail = {
  to: "a@example.net",
  subject: "s",
  text: "t",
  html: "<p>t",
  messageId: "digest.x.1",
  date: new Date("2026-01-02T03:04:05Z"),
  headers: {},
};

/** What the imitation of SES answers, one after another; 200 when the list is empty. */
let answers: { status: number; type: string }[] = [];
let calls: { path: string; body: Record<string, unknown> }[] = [];
let server: Server;

beforeEach(async () => {
  answers = [];
  calls = [];
  server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", () => {
      calls.push({ path: request.url ?? "", body: JSON.parse(text) as Record<string, unknown> });
      const { status, type } = answers.shift() ?? { status: 200, type: "" };
      response.writeHead(status, { "content-type": "application/json", "x-amzn-errortype": type });
      response.end(JSON.stringify(status === 200 ? { MessageId: "m-1" } : { message: "no" }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`);
  vi.stubEnv("AWS_REGION", "eu-central-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
});

afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe("the SES mailer", () => {
  const create = (configurationSet?: string) =>
    createSesMailer({ from: "Stowage <digest@mail.example>", configurationSet, wait: async () => undefined });

  it("sends one raw mail from one identity through one configuration set", async () => {
    const mailer = await create("feedback");
    expect(await mailer.send(mail)).toEqual({ kind: "accepted" });
    await mailer.close();
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({
      path: "/v2/email/outbound-emails",
      body: {
        FromEmailAddress: expect.stringContaining("digest@mail.example"),
        Destination: { ToAddresses: ["a@example.net"] },
        ConfigurationSetName: "feedback",
      },
    });
    expect(Buffer.from(JSON.stringify(calls[0]?.body.Content)).toString()).toContain("Data");
  });

  it("waits when it is too fast, and gives up after a while", async () => {
    answers = Array.from({ length: 2 }, () => ({ status: 429, type: "TooManyRequestsException" }));
    const mailer = await create();
    expect((await mailer.send(mail)).kind).toBe("accepted");
    expect(calls).toHaveLength(3);
    answers = Array.from({ length: 50 }, () => ({ status: 429, type: "TooManyRequestsException" }));
    expect((await mailer.send(mail)).kind).toBe("unavailable");
  });

  it.each([
    [400, "MessageRejected", "later"],
    [400, "BadRequestException", "later"],
    [403, "AccessDeniedException", "unavailable"],
    [400, "SendingPausedException", "unavailable"],
    [404, "NotFoundException", "unavailable"],
    [500, "InternalFailure", "unknown"],
  ])("judges %s %s as %s, after one call", async (status, type, kind) => {
    answers = [{ status, type }];
    expect((await (await create()).send(mail)).kind).toBe(kind);
    expect(calls).toHaveLength(1);
  });

  it("knows that nothing was accepted when SES cannot be reached", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
    expect((await (await create()).send(mail)).kind).toBe("unavailable");
  });
});
