import pg from "pg";
import { describe, expect, test } from "vitest";
import { findPostgres } from "./postgres";
import { usePostgres } from "./use-postgres";

const { reason } = findPostgres();

describe.skipIf(reason !== undefined)(`a real PostgreSQL for tests ${reason ?? ""}`, () => {
  const postgres = usePostgres();

  test("keeps what was committed through a crash and a start", async () => {
    const name = await postgres().createDatabase();
    await postgres().run("create table t (n int); insert into t values (7)", name);
    await postgres().stop("immediate");
    await expect(postgres().run("select 1")).rejects.toThrow(/ECONNREFUSED/);
    await postgres().start();
    expect((await postgres().run("select n from t", name)).rows).toEqual([{ n: 7 }]);
  });

  test("refuses a wrong password", async () => {
    const client = new pg.Client({ connectionString: postgres().url().replace(postgres().password, "wrong") });
    await expect(client.connect()).rejects.toMatchObject({ code: "28P01" });
  });

  test("listens on loopback only", async () => {
    expect((await postgres().run("show listen_addresses")).rows).toEqual([{ listen_addresses: "127.0.0.1" }]);
  });
});
