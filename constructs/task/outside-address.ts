/**
 * An address outside the VPC that a task's containers connect to. A declaration for the reach check, which proves that
 * there is a way there; it opens and closes nothing.
 */
export interface OutsideAddress {
  /** Host name, or `*` for any. */
  readonly host: string;
  /** TCP port. */
  readonly port: number;
}
