import { escapeHtml } from "../../notifier/src/escape-html";
import type { CaughtMail } from "../../notifier/testing/mail-catcher";

/** The page all others are: small, readable on a phone, without scripts. */
function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title>
<style>
body { font-family: system-ui, sans-serif; line-height: 1.5; max-width: 50em; margin: 2em auto; padding: 0 1em }
button { font: inherit; padding: .4em .8em; margin-right: .5em } form { display: inline }
pre { background: #f4f4f4; padding: 1em; overflow: auto } iframe { width: 100%; height: 24em; border: 1px solid #ccc }
</style></head>
<body>
${body}
</body></html>
`;
}

/** Overview: buttons, what ran last, mails. */
export function deskPage(backendUrl: string, mails: readonly CaughtMail[], history: readonly string[]): string {
  const button = (path: string, text: string) => `<form method="post" action="${path}"><button>${text}</button></form>`;
  const list = mails.map(
    ({ to, mail, at }, n) =>
      `<li><a href="/mails/${n}">${escapeHtml(mail.subject ?? "(no subject)")}</a> to ${escapeHtml(to)}, ${at.toLocaleTimeString("en-GB")}</li>`,
  );
  return page(
    "Desk",
    `<h1>Desk</h1>
<p>${button("/scraper", "Run the scraper")}${button("/notifier", "Run the notifier")}${button("/restock", "New stock in the shop")}</p>
<p><a href="${escapeHtml(backendUrl)}/">Backend</a> · <a href="/shop">Demo shop</a></p>
<h2>Mails (${mails.length})</h2>
<ul>${list.reverse().join("\n")}</ul>
<h2>Runs</h2>
<pre>${escapeHtml(history.join("\n") || "none yet")}</pre>`,
  );
}

/** One mail: its HTML part as a mail program would show it, its text and its source. */
export function mailPage(index: number, { mail, raw, to }: CaughtMail): string {
  return page(
    mail.subject ?? "(no subject)",
    `<p><a href="/">Desk</a></p>
<h1>${escapeHtml(mail.subject ?? "(no subject)")}</h1>
<p>To ${escapeHtml(to)}</p>
<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" src="/mails/${index}/html" title="HTML part"></iframe>
<h2>Text</h2><pre>${escapeHtml(mail.text ?? "")}</pre>
<h2>Source</h2><pre>${escapeHtml(raw.toString("utf8"))}</pre>`,
  );
}

/** The HTML part alone; its links open in a tab of their own. */
export function mailHtml({ mail }: CaughtMail): string {
  return (mail.html ?? "").replace("<head>", '<head><base target="_blank">');
}
