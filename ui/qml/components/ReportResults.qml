import QtQuick

// What a report says, a result a line, with the photo to compare.
Column {
    id: results

    required property QtObject viewModel

    spacing: Theme.spaceL

    Repeater {
        model: results.viewModel.warnings

        Notice {
            required property string modelData

            width: results.width
            text: modelData
        }
    }

    Card {
        visible: results.viewModel.summary.length > 0
        width: parent.width
        height: sentences.height + 2 * Theme.spaceL

        Column {
            id: sentences

            x: Theme.spaceL
            y: Theme.spaceL
            width: parent.width - 2 * Theme.spaceL
            spacing: Theme.spaceXs

            Repeater {
                model: results.viewModel.summary

                Words {
                    required property string modelData

                    width: sentences.width
                    text: modelData
                }
            }

            Words {
                width: parent.width
                text: [qsTr("For reference only; it does not replace a doctor"), results.viewModel.readers].filter(part => part !== "").join(" · ")
                color: Theme.muted
                font.pixelSize: Theme.typeCaption
            }
        }
    }

    Card {
        width: parent.width
        height: lines.height + 2 * Theme.spaceM

        Column {
            id: lines

            x: Theme.spaceL
            y: Theme.spaceM
            width: parent.width - 2 * Theme.spaceL

            Repeater {
                model: results.viewModel.rows

                ReportRow {
                    width: lines.width
                }
            }
        }
    }
}
