import { createServer } from "node:http";
import pg from "pg";

/**
 * The least a Node program can do to answer the same two addresses: no framework, no log, no token, no limits, no checks of
 * its input. What the backend costs beyond this is what it does beyond this.
 */
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 5 });

const server = createServer(async (request, response) => {
  response.setHeader("content-type", "application/json");
  if (request.url === "/healthz") {
    response.end('{"status":"ok"}');
    return;
  }
  const { rows } = await pool.query("select * from items order by id desc limit 21");
  const data = rows.slice(0, 20).map((row) => ({
    id: Number(row.id),
    watchId: row.watch_id,
    title: row.title,
    link: row.link,
    priceMinor: Number(row.price_minor),
    currency: row.currency,
    firstSeenAt: row.first_seen_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
  }));
  response.end(JSON.stringify({ data, nextCursor: rows.length > 20 ? String(data.at(-1)?.id) : null }));
});

server.listen(Number(process.env.PORT), "127.0.0.1");
