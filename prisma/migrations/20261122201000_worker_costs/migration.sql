-- AlterTable
ALTER TABLE "Run" ADD COLUMN "workerCosts" JSONB;

-- AlterTable
ALTER TABLE "Sample" ADD COLUMN "joinMs" REAL;
