import QtQuick

// The profile of a glucose sensor: time in range as bars, the day as curves, the other figures, and whose rules.
Card {
    id: card

    required property QtObject viewModel

    objectName: "glucose-profile"
    height: column.height + 2 * Theme.spaceL

    Column {
        id: column

        x: Theme.spaceXl
        y: Theme.spaceL
        width: parent.width - 2 * Theme.spaceXl
        spacing: Theme.spaceM

        Words {
            width: parent.width
            text: qsTr("Two weeks of your glucose sensor")
            font.pixelSize: Theme.typeTitle
            font.bold: true
            Accessible.role: Accessible.Heading
        }

        Words {
            objectName: "glucose-sentence"
            width: parent.width
            text: card.viewModel.sentence
        }

        Repeater {
            model: card.viewModel.bars

            TimeInRange {
                required property var modelData

                width: column.width
                name: modelData.name
                share: modelData.share
                figure: modelData.figure
                target: modelData.target
                met: modelData.met
                level: modelData.level
            }
        }

        GlucoseView {
            visible: card.viewModel.enough
            width: parent.width
            height: Theme.columnCard
            series: card.viewModel.series
            words: card.viewModel.sentence
        }

        Words {
            visible: card.viewModel.enough
            width: parent.width
            text: qsTr("One day from midnight to midnight. Line: the middle value. Dark band: half of the values. Light band: nine of ten. Dashed: your range, in mmol/L.")
            color: Theme.muted
            font.pixelSize: Theme.typeCaption
        }

        Repeater {
            model: card.viewModel.facts

            Fact {
                required property var modelData

                width: column.width
                label: modelData.name
                text: modelData.target === "" ? modelData.figure : qsTr("%1 (target %2)").arg(modelData.figure).arg(modelData.target)
                attention: modelData.met === false
            }
        }

        Repeater {
            model: card.viewModel.notes

            Words {
                required property string modelData

                width: column.width
                text: modelData
                color: Theme.muted
                font.pixelSize: Theme.typeCaption
            }
        }

        Words {
            visible: card.viewModel.source !== ""
            width: parent.width
            text: qsTr("Source: %1").arg(card.viewModel.source)
            color: Theme.muted
            font.pixelSize: Theme.typeCaption
        }
    }
}
