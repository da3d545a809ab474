"""The same two addresses in Flask with psycopg2: token compared in constant time, page limit checked, one pool of five."""

import hmac
import os
import threading

from flask import Flask, jsonify, request
from psycopg2.extras import RealDictCursor
from psycopg2.pool import ThreadedConnectionPool

app = Flask(__name__)
# Compact and in the order given, as the other two write it.
app.json.compact = True
app.json.sort_keys = False
pool = ThreadedConnectionPool(1, 5, os.environ["DATABASE_URL"])
# The pool refuses a sixth caller instead of letting it wait.
seats = threading.BoundedSemaphore(5)


@app.get("/healthz")
def healthz():
    return jsonify(status="ok")


@app.get("/v1/items")
def items():
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given, os.environ["API_TOKEN"]):
        return jsonify(status=401), 401
    limit = request.args.get("limit", default=20, type=int)
    if not 1 <= limit <= 100:
        return jsonify(status=400), 400
    with seats:
        connection = pool.getconn()
        try:
            with connection.cursor(cursor_factory=RealDictCursor) as cursor:
                cursor.execute("select * from items order by id desc limit %s", (limit + 1,))
                rows = cursor.fetchall()
            connection.commit()
        finally:
            pool.putconn(connection)
    data = [
        {
            "id": row["id"],
            "watchId": row["watch_id"],
            "title": row["title"],
            "link": row["link"],
            "priceMinor": row["price_minor"],
            "currency": row["currency"],
            "firstSeenAt": row["first_seen_at"].isoformat(),
            "lastSeenAt": row["last_seen_at"].isoformat(),
        }
        for row in rows[:limit]
    ]
    return jsonify(data=data, nextCursor=str(data[-1]["id"]) if len(rows) > limit else None)
