import QtQuick

// How far the readings can be trusted: whose they are, gaps, clocks, devices that disagree.
Card {
    id: card

    required property var quality

    objectName: "data-quality"
    height: column.height + 2 * Theme.spaceL

    Column {
        id: column

        x: Theme.spaceXl
        y: Theme.spaceL
        width: parent.width - 2 * Theme.spaceXl
        spacing: Theme.spaceM

        Words {
            width: parent.width
            text: qsTr("How far these data can be trusted")
            font.pixelSize: Theme.typeTitle
            font.bold: true
            Accessible.role: Accessible.Heading
        }

        Repeater {
            model: card.quality.sentences ?? []

            Words {
                required property string modelData

                width: column.width
                text: modelData
            }
        }

        Column {
            visible: (card.quality.assigned ?? "") !== ""
            width: parent.width
            spacing: Theme.spaceXs

            Fact {
                width: parent.width
                label: qsTr("Known whose they are")
                text: card.quality.assigned ?? ""
            }

            Meter {
                width: parent.width
                fraction: card.quality.assignedShare ?? 0
            }
        }

        Repeater {
            model: card.quality.kinds ?? []

            Column {
                id: kind

                required property var modelData

                width: column.width

                Fact {
                    width: parent.width
                    label: kind.modelData.name
                    text: kind.modelData.figure
                }

                Words {
                    visible: text !== ""
                    width: parent.width
                    text: kind.modelData.remarks.join(" · ")
                    color: Theme.warn
                    font.pixelSize: Theme.typeCaption
                }
            }
        }

        Words {
            visible: (card.quality.clocks ?? []).length > 0
            width: parent.width
            text: qsTr("Clocks")
            font.bold: true
            Accessible.role: Accessible.Heading
        }

        Repeater {
            model: card.quality.clocks ?? []

            Words {
                required property string modelData

                width: column.width
                text: modelData
                font.pixelSize: Theme.typeControl
            }
        }

        Words {
            visible: (card.quality.pairs ?? []).length > 0
            width: parent.width
            text: qsTr("Devices beside each other")
            font.bold: true
            Accessible.role: Accessible.Heading
        }

        Repeater {
            model: card.quality.pairs ?? []

            Fact {
                required property var modelData

                width: column.width
                label: modelData.name
                text: modelData.figure
                attention: modelData.disagree
            }
        }
    }
}
