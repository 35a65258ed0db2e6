-- CreateTable
CREATE TABLE "Classroom" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "code" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "anonymous" BOOLEAN NOT NULL,
    "seats" INTEGER NOT NULL,
    "tokenMinutes" INTEGER NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archivedAt" DATETIME
);

-- CreateTable
CREATE TABLE "Member" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "classroomId" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "seat" INTEGER NOT NULL,
    "displayName" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,
    "alias" TEXT NOT NULL,
    "keyHash" TEXT,
    "tokenVersion" INTEGER NOT NULL DEFAULT 1,
    "joinedAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "Member_classroomId_fkey" FOREIGN KEY ("classroomId") REFERENCES "Classroom" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Challenge" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "classroomId" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "rules" JSONB NOT NULL,
    "phase" TEXT NOT NULL,
    "opensAt" DATETIME NOT NULL,
    "closesAt" DATETIME,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastSeq" INTEGER NOT NULL DEFAULT 0,
    "frozenAtSeq" INTEGER,
    "revealed" INTEGER NOT NULL DEFAULT 0,
    "revealEveryMs" INTEGER NOT NULL DEFAULT 0,
    "baselineRunId" TEXT,
    "answerRunId" TEXT,
    CONSTRAINT "Challenge_classroomId_fkey" FOREIGN KEY ("classroomId") REFERENCES "Classroom" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Submission" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "challengeId" TEXT NOT NULL,
    "memberId" TEXT NOT NULL,
    "experimentId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "idempotencyKey" TEXT,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "measure" JSONB,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "Submission_challengeId_fkey" FOREIGN KEY ("challengeId") REFERENCES "Challenge" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "Submission_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "SubmissionRun" (
    "runId" TEXT NOT NULL PRIMARY KEY,
    "submissionId" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    CONSTRAINT "SubmissionRun_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "SubmissionRun_submissionId_fkey" FOREIGN KEY ("submissionId") REFERENCES "Submission" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "BoardFact" (
    "challengeId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    "kind" TEXT NOT NULL,
    "memberId" TEXT NOT NULL,
    "submissionId" TEXT NOT NULL,
    "measure" JSONB,

    PRIMARY KEY ("challengeId", "seq"),
    CONSTRAINT "BoardFact_challengeId_fkey" FOREIGN KEY ("challengeId") REFERENCES "Challenge" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "BoardFact_submissionId_fkey" FOREIGN KEY ("submissionId") REFERENCES "Submission" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Prediction" (
    "challengeId" TEXT NOT NULL,
    "memberId" TEXT NOT NULL,
    "value" REAL NOT NULL,
    "low" REAL,
    "high" REAL,
    "madeAt" DATETIME NOT NULL,
    "lockedAt" DATETIME,

    PRIMARY KEY ("challengeId", "memberId"),
    CONSTRAINT "Prediction_challengeId_fkey" FOREIGN KEY ("challengeId") REFERENCES "Challenge" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "Prediction_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- AlterTable: in place. Making the tables anew would drop what other migrations add to them.
ALTER TABLE "Batch" ADD COLUMN "ownerId" TEXT CONSTRAINT "Batch_ownerId_fkey" REFERENCES "Member" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Experiment" ADD COLUMN "ownerId" TEXT CONSTRAINT "Experiment_ownerId_fkey" REFERENCES "Member" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Run" ADD COLUMN "ownerId" TEXT CONSTRAINT "Run_ownerId_fkey" REFERENCES "Member" ("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- CreateIndex
CREATE INDEX "Batch_ownerId_idx" ON "Batch"("ownerId");

-- CreateIndex
CREATE INDEX "Experiment_ownerId_idx" ON "Experiment"("ownerId");

-- CreateIndex
CREATE INDEX "Run_ownerId_queuedAt_idx" ON "Run"("ownerId", "queuedAt");


-- CreateIndex
CREATE UNIQUE INDEX "Classroom_code_key" ON "Classroom"("code");

-- CreateIndex
CREATE UNIQUE INDEX "Member_classroomId_nameKey_key" ON "Member"("classroomId", "nameKey");

-- CreateIndex
CREATE UNIQUE INDEX "Member_classroomId_seat_key" ON "Member"("classroomId", "seat");

-- CreateIndex
CREATE UNIQUE INDEX "Member_classroomId_alias_key" ON "Member"("classroomId", "alias");

-- CreateIndex
CREATE UNIQUE INDEX "Challenge_baselineRunId_key" ON "Challenge"("baselineRunId");

-- CreateIndex
CREATE UNIQUE INDEX "Challenge_answerRunId_key" ON "Challenge"("answerRunId");

-- CreateIndex
CREATE INDEX "Challenge_classroomId_createdAt_idx" ON "Challenge"("classroomId", "createdAt");

-- CreateIndex
CREATE INDEX "Submission_state_idx" ON "Submission"("state");

-- CreateIndex
CREATE UNIQUE INDEX "Submission_challengeId_memberId_number_key" ON "Submission"("challengeId", "memberId", "number");

-- CreateIndex
CREATE UNIQUE INDEX "Submission_memberId_challengeId_idempotencyKey_key" ON "Submission"("memberId", "challengeId", "idempotencyKey");

-- CreateIndex
CREATE UNIQUE INDEX "SubmissionRun_submissionId_purpose_number_key" ON "SubmissionRun"("submissionId", "purpose", "number");

-- CreateIndex
CREATE INDEX "BoardFact_submissionId_idx" ON "BoardFact"("submissionId");

-- CreateIndex
CREATE INDEX "Prediction_memberId_idx" ON "Prediction"("memberId");
