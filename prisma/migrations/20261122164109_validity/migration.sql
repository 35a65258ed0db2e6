-- AlterTable
ALTER TABLE "Run" ADD COLUMN "validity" JSONB;

-- AlterTable
ALTER TABLE "WorkerSample" ADD COLUMN "involuntarySwitches" INTEGER;
ALTER TABLE "WorkerSample" ADD COLUMN "runDelayMs" REAL;
ALTER TABLE "WorkerSample" ADD COLUMN "voluntarySwitches" INTEGER;
