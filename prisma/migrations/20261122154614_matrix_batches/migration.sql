-- AlterTable
ALTER TABLE "Batch" ADD COLUMN "idempotencyKey" TEXT;
ALTER TABLE "Batch" ADD COLUMN "name" TEXT;
ALTER TABLE "Batch" ADD COLUMN "plan" JSONB;
ALTER TABLE "Batch" ADD COLUMN "request" JSONB;

-- AlterTable
ALTER TABLE "Experiment" ADD COLUMN "subject" TEXT;

-- CreateTable
CREATE TABLE "BatchEvent" (
    "batchId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    "kind" TEXT NOT NULL,
    "payload" JSONB NOT NULL,

    PRIMARY KEY ("batchId", "seq"),
    CONSTRAINT "BatchEvent_batchId_fkey" FOREIGN KEY ("batchId") REFERENCES "Batch" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- AlterTable
ALTER TABLE "Run" ADD COLUMN "configuration" INTEGER;
ALTER TABLE "Run" ADD COLUMN "repetition" INTEGER;
ALTER TABLE "Run" ADD COLUMN "priority" INTEGER NOT NULL DEFAULT 0;

-- CreateIndex
CREATE UNIQUE INDEX "Batch_idempotencyKey_key" ON "Batch"("idempotencyKey");

-- CreateIndex
CREATE INDEX "Experiment_subject_idx" ON "Experiment"("subject");
