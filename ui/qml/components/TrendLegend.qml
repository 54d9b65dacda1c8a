import QtQuick

// What the colours, dashes and numbers of the chart mean.
Column {
    id: legend

    required property QtObject viewModel

    spacing: Theme.spaceXs

    Row {
        visible: legend.viewModel.bandName !== ""
        width: parent.width
        spacing: Theme.spaceS

        Rectangle {
            id: swatch

            anchors.verticalCenter: parent.verticalCenter
            width: Theme.iconNormal
            height: Theme.iconSmall
            radius: Theme.spaceXs
            color: Theme.okSoft
            border.width: Theme.sizeBorder
            border.color: Theme.ok
        }

        Words {
            objectName: "band-name"
            width: parent.width - swatch.width - parent.spacing
            text: legend.viewModel.bandName
            color: Theme.muted
            font.pixelSize: Theme.typeCaption
        }
    }

    Row {
        visible: legend.viewModel.hasUsual
        width: parent.width
        spacing: Theme.spaceS

        Row {
            id: dashes

            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.sizeFocusGap

            Repeater {
                model: 2

                Rectangle {
                    width: (Theme.iconNormal - Theme.sizeFocusGap) / 2
                    height: Theme.sizeFocusGap
                    color: Theme.info
                }
            }
        }

        Words {
            objectName: "usual-name"
            width: parent.width - dashes.width - parent.spacing
            text: qsTr("Between the dashed lines: your own usual range, from the four weeks before (our rule)")
            color: Theme.muted
            font.pixelSize: Theme.typeCaption
        }
    }

    Repeater {
        model: legend.viewModel.changes

        Row {
            required property var modelData
            required property int index

            width: legend.width
            spacing: Theme.spaceS

            Rectangle {
                id: flag

                width: Theme.iconNormal
                height: Theme.iconNormal
                radius: width / 2
                color: Theme.text

                Words {
                    anchors.centerIn: parent
                    text: parent.parent.index + 1
                    color: Theme.surface
                    font.pixelSize: Theme.typeCaption
                    font.bold: true
                    Accessible.ignored: true
                }
            }

            Words {
                width: parent.width - flag.width - parent.spacing
                anchors.verticalCenter: parent.verticalCenter
                text: qsTr("%1: %2", "a day and what changed on it").arg(parent.modelData.day).arg(parent.modelData.words)
                font.pixelSize: Theme.typeCaption
            }
        }
    }
}
