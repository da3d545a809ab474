import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import { style } from "./style";

interface LayoutProps {
  readonly title: string;
  readonly lead: string;
  readonly children?: Child;
}

/** The frame of every page. Everything inside is escaped by the renderer; only the stylesheet is not. */
export function Layout({ title, lead, children }: LayoutProps) {
  return (
    <>
      {raw("<!doctype html>")}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          <title>{title}</title>
          <link rel="icon" href="/icon.svg" type="image/svg+xml" />
          <style>{raw(style)}</style>
        </head>
        <body>
          <header>
            <h1>{title}</h1>
            <p>{lead}</p>
          </header>
          <main>{children}</main>
        </body>
      </html>
    </>
  );
}
