"""Prints what this Python has, as a line of JSON: versions, and whether PyTorch can compute on the device."""
import json
import platform
import sys

about = {"python": platform.python_version(), "usable": False}
try:
    import torch

    about["torch"] = torch.__version__
    about["cuda"] = torch.version.cuda
    about["usable"] = sys.argv[1] == "cpu" or torch.cuda.is_available()
    if torch.cuda.is_available():
        properties = torch.cuda.get_device_properties(0)
        about["device"] = properties.name
        about["multiprocessors"] = properties.multi_processor_count
        about["cudnn"] = torch.backends.cudnn.version()
    about["torchvision"] = __import__("torchvision").__version__
except ImportError as problem:
    about["missing"] = str(problem)
print(json.dumps(about))
