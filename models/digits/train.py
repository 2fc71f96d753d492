#!/usr/bin/env python3
"""Trains the small convolutional network whose last hidden layer is digits.onnx: see README.md beside this file.

    apt-get install -y python3-numpy python3-onnx libopenblas0-pthread
    CARTEL_DATA=... /usr/bin/python3 models/digits/train.py models/digits/digits.onnx

NumPy alone, a few minutes on two cores. The same seed, NumPy and BLAS give the same file; others differ in the last digits.
"""
import gzip
import os
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SEED = 1
IMAGES = 20_000  # The first of the training set: an online learner has 40,000 left that the network has not seen.
EPOCHS = 30
BATCH = 100
RATE = 2e-3
EMBEDDING = 48
# Kernel, stride, padding, filters.
LAYERS = [(5, 2, 2, 12), (3, 2, 1, 24), (3, 2, 1, 32)]


def read(name, header):
    with gzip.open(os.path.join(os.environ["CARTEL_DATA"], "mnist", name)) as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


def windows(image, kernel, stride, padding):
    """Every window of a batch (n, channels, height, width) as a row: (n, positions, channels * kernel²)."""
    padded = np.pad(image, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    view = np.lib.stride_tricks.sliding_window_view(padded, (kernel, kernel), axis=(2, 3))[:, :, ::stride, ::stride]
    n, channels, height, width = view.shape[:4]
    return view.transpose(0, 2, 3, 1, 4, 5).reshape(n, height * width, channels * kernel * kernel), (height, width)


def unwindow(rows, shape, kernel, stride, padding, size):
    """Adds the windows' gradients up where they overlap."""
    n, channels, height, width = shape
    padded = np.zeros((n, channels, height + 2 * padding, width + 2 * padding), np.float32)
    rows = rows.reshape(n, size[0], size[1], channels, kernel, kernel).transpose(0, 3, 4, 5, 1, 2)
    for i in range(kernel):
        for j in range(kernel):
            padded[:, :, i:i + stride * size[0]:stride, j:j + stride * size[1]:stride] += rows[:, :, i, j]
    return padded[:, :, padding:padding + height, padding:padding + width]


def start(random):
    """He's initialisation: convolutions, the embedding, and ten outputs that only training needs."""
    weights, channels, side = [], 1, 28
    for kernel, stride, padding, filters in LAYERS:
        inputs = channels * kernel * kernel
        weights += [random.normal(0, np.sqrt(2 / inputs), (inputs, filters)), np.zeros(filters)]
        channels, side = filters, (side + 2 * padding - kernel) // stride + 1
    for inputs, outputs in [(channels * side * side, EMBEDDING), (EMBEDDING, 10)]:
        weights += [random.normal(0, np.sqrt(2 / inputs), (inputs, outputs)), np.zeros(outputs)]
    return [weight.astype(np.float32) for weight in weights]


def forward(weights, images):
    """The outputs, and what the way back needs."""
    kept, x = [], images
    for i, (kernel, stride, padding, filters) in enumerate(LAYERS):
        rows, size = windows(x, kernel, stride, padding)
        y = np.maximum(rows @ weights[2 * i] + weights[2 * i + 1], 0)
        kept.append((rows, x.shape, size, y))
        x = y.transpose(0, 2, 1).reshape(len(x), filters, *size)
    flat = x.reshape(len(x), -1)
    embedding = np.maximum(flat @ weights[-4] + weights[-3], 0)
    return embedding @ weights[-2] + weights[-1], (kept, flat, embedding)


def backward(weights, outputs, labels, kept):
    """The gradients of the cross-entropy."""
    layers, flat, embedding = kept
    slope = np.exp(outputs - outputs.max(1, keepdims=True))
    slope /= slope.sum(1, keepdims=True)
    slope[np.arange(len(labels)), labels] -= 1
    slope /= len(labels)
    gradients = [None] * len(weights)
    gradients[-2], gradients[-1] = embedding.T @ slope, slope.sum(0)
    slope = (slope @ weights[-2].T) * (embedding > 0)
    gradients[-4], gradients[-3] = flat.T @ slope, slope.sum(0)
    slope = slope @ weights[-4].T
    for i in reversed(range(len(LAYERS))):
        kernel, stride, padding, filters = LAYERS[i]
        rows, shape, size, y = layers[i]
        slope = slope.reshape(len(y), filters, -1).transpose(0, 2, 1) * (y > 0)
        gradients[2 * i] = np.tensordot(rows, slope, ((0, 1), (0, 1)))
        gradients[2 * i + 1] = slope.sum((0, 1))
        if i > 0:
            slope = unwindow(slope @ weights[2 * i].T, shape, kernel, stride, padding, size)
    return gradients


def shifted(random, images):
    """Each image up to two pixels aside."""
    padded = np.pad(images, ((0, 0), (0, 0), (2, 2), (2, 2)))
    return np.stack([image[:, dy:dy + 28, dx:dx + 28] for image, (dy, dx) in zip(padded, random.integers(0, 5, (len(images), 2)))])


def train(images, labels, random):
    """Adam, its rate falling with a cosine to zero."""
    weights = start(random)
    firsts, seconds = ([np.zeros_like(weight) for weight in weights] for _ in range(2))
    step, steps = 0, EPOCHS * len(images) // BATCH
    for epoch in range(EPOCHS):
        order, wrong = random.permutation(len(images)), 0
        for at in range(0, len(images), BATCH):
            chosen = order[at:at + BATCH]
            outputs, kept = forward(weights, shifted(random, images[chosen]))
            wrong += (outputs.argmax(1) != labels[chosen]).sum()
            step += 1
            rate = RATE * (1 + np.cos(np.pi * step / steps)) / 2
            for weight, gradient, first, second in zip(weights, backward(weights, outputs, labels[chosen], kept), firsts, seconds):
                first += 0.1 * (gradient - first)
                second += 0.001 * (gradient * gradient - second)
                weight -= (rate / (1 - 0.9 ** step) * first / (np.sqrt(second / (1 - 0.999 ** step)) + 1e-8)).astype(np.float32)
        print(f"epoch {epoch + 1}: {wrong / len(images):.4f} of the shifted training images wrong", flush=True)
    return weights


def write(weights, path):
    """The network up to its embedding: rows of 784 pixels in [0, 1] in, 48 numbers out."""
    nodes, constants, x, channels = [], [], "image", 1

    def constant(name, values):
        constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    nodes.append(helper.make_node("Reshape", ["pixels", constant("shape", np.array([-1, 1, 28, 28], np.int64))], [x]))
    for i, (kernel, stride, padding, filters) in enumerate(LAYERS):
        kernels = weights[2 * i].T.reshape(filters, channels, kernel, kernel)
        names = [x, constant(f"kernels_{i}", kernels), constant(f"biases_{i}", weights[2 * i + 1])]
        nodes.append(helper.make_node("Conv", names, [f"sums_{i}"], kernel_shape=[kernel] * 2, strides=[stride] * 2, pads=[padding] * 4))
        nodes.append(helper.make_node("Relu", [f"sums_{i}"], [f"layer_{i}"]))
        x, channels = f"layer_{i}", filters
    nodes.append(helper.make_node("Flatten", [x], ["flat"]))
    nodes.append(helper.make_node("Gemm", ["flat", constant("weights", weights[-4]), constant("biases", weights[-3])], ["sums"]))
    nodes.append(helper.make_node("Relu", ["sums"], ["embedding"]))
    graph = helper.make_graph(
        nodes, "digits",
        [helper.make_tensor_value_info("pixels", TensorProto.FLOAT, ["rows", 784])],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["rows", EMBEDDING])], constants)
    model = helper.make_model(graph, producer_name="cartel", ir_version=7, opset_imports=[helper.make_opsetid("", 13)])
    helper.set_model_props(model, {"recipe": "models/digits/train.py", "seed": str(SEED), "trained on": f"MNIST, training images 0 to {IMAGES - 1}"})
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)


def main():
    random = np.random.default_rng(SEED)
    images = read("train-images-idx3-ubyte.gz", 16).reshape(-1, 1, 28, 28)[:IMAGES].astype(np.float32) / 255
    labels = read("train-labels-idx1-ubyte.gz", 8)[:IMAGES]
    weights = train(images, labels, random)
    tests = read("t10k-images-idx3-ubyte.gz", 16).reshape(-1, 1, 28, 28).astype(np.float32) / 255
    wrong = sum((forward(weights, tests[at:at + 500])[0].argmax(1) != read("t10k-labels-idx1-ubyte.gz", 8)[at:at + 500]).sum() for at in range(0, len(tests), 500))
    print(f"the whole network, on the test set: {1 - wrong / len(tests):.4f}")
    write(weights, sys.argv[1])


main()
