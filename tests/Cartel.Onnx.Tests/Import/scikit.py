"""Trains a classifier of scikit-learn and writes it as ONNX, in the form in which skl2onnx writes it, which Debian lacks.

Reads one line of JSON: {"model": NAME, "rows": [[…], …], "labels": ["…", …], "test": [[…], …]}.
Writes one: {"onnx": base64, "predicted": ["…", …], "probabilities": [[…], …], "classes": ["…", …]}, of the test rows.
"""
import base64
import json
import sys

try:
    import numpy as np
    from onnx import TensorProto, helper
    from sklearn.ensemble import ExtraTreesClassifier, GradientBoostingClassifier, RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import LinearSVC
    from sklearn.tree import DecisionTreeClassifier
except ImportError:
    sys.exit(77)

ML = "ai.onnx.ml"


def linear(coefficients, intercepts, classes, transform, value):
    return helper.make_node(
        "LinearClassifier", [value], ["label", "raw"], domain=ML, classlabels_strings=classes, post_transform=transform, multi_class=1,
        coefficients=coefficients.astype(np.float32).ravel().tolist(), intercepts=np.asarray(intercepts, np.float32).tolist())


def forest(trees, classes, value):
    lists = {name: [] for name in (
        "nodes_treeids nodes_nodeids nodes_featureids nodes_values nodes_modes nodes_truenodeids nodes_falsenodeids "
        "class_treeids class_nodeids class_ids class_weights").split()}
    for number, tree in enumerate(trees):
        for node in range(tree.node_count):
            leaf = tree.children_left[node] < 0
            for name, value_of in (
                    ("nodes_treeids", number), ("nodes_nodeids", node), ("nodes_featureids", 0 if leaf else tree.feature[node]),
                    ("nodes_values", 0 if leaf else tree.threshold[node]), ("nodes_modes", "LEAF" if leaf else "BRANCH_LEQ"),
                    ("nodes_truenodeids", 0 if leaf else tree.children_left[node]), ("nodes_falsenodeids", 0 if leaf else tree.children_right[node])):
                lists[name].append(value_of)
            counts = tree.value[node][0]
            votes = counts if len(counts) == 1 else counts / counts.sum() / len(trees)
            # Of two classes that of the second alone.
            for label, vote in enumerate(votes[1:] if len(votes) == 2 else votes) if leaf else ():
                lists["class_treeids"].append(number)
                lists["class_nodeids"].append(node)
                lists["class_ids"].append(label)
                lists["class_weights"].append(vote)
    as_python = {name: [item if isinstance(item, str) else float(item) if name in ("nodes_values", "class_weights") else int(item) for item in items] for name, items in lists.items()}
    return helper.make_node("TreeEnsembleClassifier", [value], ["label", "raw"], domain=ML, classlabels_strings=classes, post_transform="NONE", **as_python)


def pipeline(model, rows, labels):
    """The nodes up to the classifier, and what predicts."""
    if model == "logistic":
        fitted = LogisticRegression(max_iter=2000).fit(rows, labels)
        return [linear(fitted.coef_, fitted.intercept_, fitted.classes_.tolist(), "SOFTMAX", "row")], fitted, lambda data: data
    if model == "scaled-logistic":
        scaler = StandardScaler().fit(rows)
        fitted = LogisticRegression(max_iter=2000).fit(scaler.transform(rows), labels)
        nodes = [helper.make_node("Scaler", ["row"], ["scaled"], domain=ML, offset=scaler.mean_.astype(np.float32).tolist(), scale=(1 / scaler.scale_).astype(np.float32).tolist())]
        return nodes + [linear(fitted.coef_, fitted.intercept_, fitted.classes_.tolist(), "SOFTMAX", "scaled")], fitted, scaler.transform
    if model == "one-versus-rest":
        scaler = StandardScaler().fit(rows)
        fitted = OneVsRestClassifier(LogisticRegression(max_iter=2000)).fit(scaler.transform(rows), labels)
        coefficients = np.vstack([one.coef_ for one in fitted.estimators_])
        intercepts = np.hstack([one.intercept_ for one in fitted.estimators_])
        nodes = [helper.make_node("Scaler", ["row"], ["scaled"], domain=ML, offset=scaler.mean_.astype(np.float32).tolist(), scale=(1 / scaler.scale_).astype(np.float32).tolist())]
        return nodes + [linear(coefficients, intercepts, fitted.classes_.tolist(), "LOGISTIC", "scaled")], fitted, scaler.transform
    if model == "binary":
        fitted = LogisticRegression(max_iter=2000).fit(rows, labels)
        both = np.vstack([-fitted.coef_, fitted.coef_])
        return [linear(both, [-fitted.intercept_[0], fitted.intercept_[0]], fitted.classes_.tolist(), "LOGISTIC", "row")], fitted, lambda data: data
    if model == "support-vectors":
        scaler = StandardScaler().fit(rows)
        fitted = LinearSVC().fit(scaler.transform(rows), labels)
        nodes = [helper.make_node("Scaler", ["row"], ["scaled"], domain=ML, offset=scaler.mean_.astype(np.float32).tolist(), scale=(1 / scaler.scale_).astype(np.float32).tolist())]
        return nodes + [linear(fitted.coef_, fitted.intercept_, fitted.classes_.tolist(), "NONE", "scaled")], fitted, scaler.transform
    if model == "boosted":
        fitted = GradientBoostingClassifier(n_estimators=3, random_state=1).fit(rows, labels)
        return [forest([stage.tree_ for stage in fitted.estimators_[:, 0]], fitted.classes_.tolist(), "row")], fitted, lambda data: data
    kinds = {
        "tree": DecisionTreeClassifier(max_depth=12, random_state=1),
        "forest": RandomForestClassifier(n_estimators=30, random_state=1),
        "extra-trees": ExtraTreesClassifier(n_estimators=10, random_state=1),
    }
    fitted = kinds[model].fit(rows, labels)
    trees = [fitted.tree_] if model == "tree" else [one.tree_ for one in fitted.estimators_]
    return [forest(trees, fitted.classes_.tolist(), "row")], fitted, lambda data: data


def main():
    request = json.load(sys.stdin)
    rows, test = np.asarray(request["rows"], np.float32), np.asarray(request["test"], np.float32)
    nodes, fitted, prepare = pipeline(request["model"], rows, np.asarray(request["labels"]))
    classes = fitted.classes_.tolist()
    nodes.append(helper.make_node("Normalizer", ["raw"], ["scores"], domain=ML, norm="L1"))
    graph = helper.make_graph(
        nodes, request["model"], [helper.make_tensor_value_info("row", TensorProto.FLOAT, [None, rows.shape[1]])],
        [helper.make_tensor_value_info("label", TensorProto.STRING, [None]), helper.make_tensor_value_info("scores", TensorProto.FLOAT, [None, len(classes)])])
    model = helper.make_model(graph, ir_version=7, opset_imports=[helper.make_opsetid("", 13), helper.make_opsetid(ML, 1)])
    json.dump({
        "onnx": base64.b64encode(model.SerializeToString()).decode(),
        "predicted": fitted.predict(prepare(test)).tolist(),
        "probabilities": fitted.predict_proba(prepare(test)).tolist() if hasattr(fitted, "predict_proba") else [],
        "classes": classes,
    }, sys.stdout)


main()
