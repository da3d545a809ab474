import { Hono } from "hono";
import { linkPaths } from "../../../shared/src/links";
import type { TokenPurpose } from "../../../shared/src/tokens";
import type { AppEnv, Dependencies } from "../dependencies";
import { Problem } from "../http/problem";
import { confirm, unsubscribe } from "../store/subscription-store";
import { Message } from "./message";

const NOTICE = {
  malformed: "This link is not complete. Copy the whole address from the mail.",
  forged: "This link is not one of ours.",
  expired: "This link has expired. Subscribe again to get a new one.",
} as const;

/**
 * What the links in mails lead to. `GET` only asks: programs that scan mail open every link, and must neither confirm nor
 * unsubscribe anybody. `POST` acts, without cookies or log-in: the signed link is the permission. Mail programs post
 * `List-Unsubscribe=One-Click` (RFC 8058), people press the button; the body makes no difference.
 * @see https://www.rfc-editor.org/rfc/rfc8058#section-3.1
 */
export function linkPages({ db, signer, now }: Dependencies) {
  const subscriptionOf = (purpose: TokenPurpose, token: string | undefined): string => {
    const verdict = signer.verify(purpose, token ?? "", now());
    if (!verdict.valid) throw new Problem(verdict.reason === "expired" ? 410 : 400, NOTICE[verdict.reason]);
    return verdict.subject;
  };
  return new Hono<AppEnv>()
    .get(linkPaths.confirm, (c) => {
      subscriptionOf("confirm", c.req.query("token"));
      return c.html(
        <Message title="Confirm your subscription" text="One click, and new items come by mail." button="Confirm" />,
      );
    })
    .post(linkPaths.confirm, async (c) => {
      const status = await confirm(db, subscriptionOf("confirm", c.req.query("token")), now());
      if (status === "active")
        return c.html(<Message title="Confirmed" text="You will get a mail when there is something new." />);
      throw new Problem(410, "This subscription has ended. Subscribe again to get a new link.");
    })
    .get(linkPaths.unsubscribe, (c) => {
      subscriptionOf("unsubscribe", c.req.query("token"));
      return c.html(<Message title="Unsubscribe" text="One click, and no more mails come." button="Unsubscribe" />);
    })
    .post(linkPaths.unsubscribe, async (c) => {
      await unsubscribe(db, subscriptionOf("unsubscribe", c.req.query("token")), now());
      return c.html(<Message title="Unsubscribed" text="No more mails will come." />);
    });
}
