-- AlterTable
ALTER TABLE "Run" ADD COLUMN "turn" TEXT;
