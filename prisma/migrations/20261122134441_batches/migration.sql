-- CreateTable
CREATE TABLE "Batch" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "scale" REAL NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" DATETIME,
    "result" JSONB
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Run" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "experimentId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "interruptions" INTEGER NOT NULL DEFAULT 0,
    "idempotencyKey" TEXT,
    "batchId" TEXT,
    "program" TEXT,
    "progress" REAL NOT NULL DEFAULT 0,
    "queuedAt" DATETIME NOT NULL,
    "startedAt" DATETIME,
    "finishedAt" DATETIME,
    "lastSeq" INTEGER NOT NULL DEFAULT 0,
    "failure" JSONB,
    "summary" JSONB,
    "outcomes" JSONB,
    "environment" JSONB,
    CONSTRAINT "Run_experimentId_fkey" FOREIGN KEY ("experimentId") REFERENCES "Experiment" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "Run_batchId_fkey" FOREIGN KEY ("batchId") REFERENCES "Batch" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_Run" ("attempt", "environment", "experimentId", "failure", "finishedAt", "id", "idempotencyKey", "interruptions", "lastSeq", "outcomes", "progress", "queuedAt", "startedAt", "state", "summary") SELECT "attempt", "environment", "experimentId", "failure", "finishedAt", "id", "idempotencyKey", "interruptions", "lastSeq", "outcomes", "progress", "queuedAt", "startedAt", "state", "summary" FROM "Run";
DROP TABLE "Run";
ALTER TABLE "new_Run" RENAME TO "Run";
CREATE UNIQUE INDEX "Run_idempotencyKey_key" ON "Run"("idempotencyKey");
CREATE INDEX "Run_state_queuedAt_id_idx" ON "Run"("state", "queuedAt", "id");
CREATE INDEX "Run_experimentId_queuedAt_idx" ON "Run"("experimentId", "queuedAt");
CREATE INDEX "Run_queuedAt_id_idx" ON "Run"("queuedAt", "id");
CREATE INDEX "Run_batchId_idx" ON "Run"("batchId");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "Batch_createdAt_id_idx" ON "Batch"("createdAt", "id");

-- CreateIndex
CREATE INDEX "Batch_finishedAt_idx" ON "Batch"("finishedAt");
