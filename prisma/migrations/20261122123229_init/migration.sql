-- CreateTable
CREATE TABLE "Experiment" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT,
    "task" TEXT NOT NULL,
    "primitive" TEXT NOT NULL,
    "fabric" TEXT NOT NULL,
    "workers" INTEGER NOT NULL,
    "runtime" TEXT NOT NULL,
    "repetitions" INTEGER NOT NULL,
    "warmup" INTEGER NOT NULL,
    "timeoutMs" INTEGER NOT NULL,
    "plan" JSONB NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- CreateTable
CREATE TABLE "Run" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "experimentId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "interruptions" INTEGER NOT NULL DEFAULT 0,
    "idempotencyKey" TEXT,
    "progress" REAL NOT NULL DEFAULT 0,
    "queuedAt" DATETIME NOT NULL,
    "startedAt" DATETIME,
    "finishedAt" DATETIME,
    "lastSeq" INTEGER NOT NULL DEFAULT 0,
    "failure" JSONB,
    "summary" JSONB,
    "outcomes" JSONB,
    "environment" JSONB,
    CONSTRAINT "Run_experimentId_fkey" FOREIGN KEY ("experimentId") REFERENCES "Experiment" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Sample" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "runId" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "round" INTEGER NOT NULL,
    "warmup" BOOLEAN NOT NULL,
    "wallMs" REAL NOT NULL,
    "startSkewMs" REAL NOT NULL,
    "cpuMs" REAL,
    "result" TEXT NOT NULL,
    "grade" TEXT NOT NULL,
    "expected" TEXT NOT NULL,
    "observed" TEXT NOT NULL,
    "lostUpdates" INTEGER,
    CONSTRAINT "Sample_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "WorkerSample" (
    "sampleId" TEXT NOT NULL,
    "worker" INTEGER NOT NULL,
    "startMs" REAL NOT NULL,
    "endMs" REAL NOT NULL,
    "cpuMs" REAL,
    "result" JSONB NOT NULL,

    PRIMARY KEY ("sampleId", "worker"),
    CONSTRAINT "WorkerSample_sampleId_fkey" FOREIGN KEY ("sampleId") REFERENCES "Sample" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "RunEvent" (
    "runId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    "kind" TEXT NOT NULL,
    "payload" JSONB NOT NULL,

    PRIMARY KEY ("runId", "seq"),
    CONSTRAINT "RunEvent_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "Experiment_createdAt_id_idx" ON "Experiment"("createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Run_idempotencyKey_key" ON "Run"("idempotencyKey");

-- CreateIndex
CREATE INDEX "Run_state_queuedAt_id_idx" ON "Run"("state", "queuedAt", "id");

-- CreateIndex
CREATE INDEX "Run_experimentId_queuedAt_idx" ON "Run"("experimentId", "queuedAt");

-- CreateIndex
CREATE INDEX "Run_queuedAt_id_idx" ON "Run"("queuedAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Sample_runId_attempt_round_key" ON "Sample"("runId", "attempt", "round");
