import { Command } from "commander";

const program = new Command("stowage").description("Proofs, cost and rehearsal for containers on Amazon ECS");
program.parseAsync();
