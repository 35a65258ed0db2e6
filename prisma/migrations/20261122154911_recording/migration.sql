-- AlterTable
ALTER TABLE "Run" ADD COLUMN "recording" JSONB;
