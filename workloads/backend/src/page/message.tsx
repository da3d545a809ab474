import { Layout } from "./layout";

export interface MessageProps {
  readonly title: string;
  readonly text: string;
  /** A button that posts to the page's own address. */
  readonly button?: string;
}

/** A page that says one thing, and may ask for one click. */
export function Message({ title, text, button }: MessageProps) {
  return (
    <Layout title="Stowage" lead="New things on the pages you watch.">
      <section class="only">
        <h2>{title}</h2>
        <p>{text}</p>
        {button === undefined ? null : (
          <form method="post">
            <button type="submit">{button}</button>
          </form>
        )}
      </section>
    </Layout>
  );
}
