import { CONFIRM_DAYS } from "../../shared/src/links";
import { escapeHtml } from "./escape-html";
import type { Rendered } from "./render-digest";

/** Content of the mail that asks a new subscriber to confirm. */
export function renderConfirmation(confirmUrl: string): Rendered {
  const why = "Somebody, probably you, asked for mails about new items to be sent to this address.";
  const ignore = `If it was not you, do nothing: without confirmation no further mail comes. The link works for ${CONFIRM_DAYS} days.`;
  const link = escapeHtml(confirmUrl);
  return {
    subject: "Please confirm your subscription",
    text: `${why}\n\nConfirm here:\n${confirmUrl}\n\n${ignore}\n`,
    html: `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Please confirm</title></head>
<body style="font-family: system-ui, sans-serif; line-height: 1.5; max-width: 40em">
<p>${why}</p>
<p><a href="${link}">Confirm the subscription</a></p>
<p style="color: #666; font-size: 0.9em">${ignore}</p>
</body>
</html>
`,
  };
}
