"""Entry: ``python -I -S -B -u main.py``. Processes that are spawned load it again, under another name."""
import os
import sys

# Isolated, an interpreter does not look beside its script.
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

if __name__ == '__main__':
    from harness.serve import serve

    serve()
