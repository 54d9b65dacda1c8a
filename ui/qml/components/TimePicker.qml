import QtQuick

// Times of day in quarters of an hour, changed with big buttons.
Column {
    id: picker

    required property var times
    required property bool more
    signal moved(int index, int quarters)
    signal dropped(int index)
    signal added

    spacing: Theme.spaceM

    Repeater {
        model: picker.times

        Flow {
            id: line

            required property string modelData
            required property int index

            width: picker.width
            spacing: Theme.spaceS

            Repeater {
                model: [[-4, qsTr("− 1 h"), qsTr("an hour earlier")], [-1, qsTr("− 15 min"), qsTr("15 minutes earlier")]]

                BigButton {
                    required property var modelData

                    objectName: "time-" + line.index + "_" + modelData[0]
                    leastHeight: Theme.sizeTarget
                    fontSize: Theme.typeControl
                    kind: "quiet"
                    text: modelData[1]
                    Accessible.name: line.modelData + ", " + modelData[2]
                    onClicked: picker.moved(line.index, modelData[0])
                }
            }

            Words {
                objectName: "time-" + line.index
                height: Theme.sizeTarget
                width: Theme.columnTab
                horizontalAlignment: Text.AlignHCenter
                verticalAlignment: Text.AlignVCenter
                text: line.modelData
                font.pixelSize: Theme.typeTitle
                font.bold: true
            }

            Repeater {
                model: [[1, qsTr("+ 15 min"), qsTr("15 minutes later")], [4, qsTr("+ 1 h"), qsTr("an hour later")]]

                BigButton {
                    required property var modelData

                    objectName: "time-" + line.index + "_" + modelData[0]
                    leastHeight: Theme.sizeTarget
                    fontSize: Theme.typeControl
                    kind: "quiet"
                    text: modelData[1]
                    Accessible.name: line.modelData + ", " + modelData[2]
                    onClicked: picker.moved(line.index, modelData[0])
                }
            }

            BigButton {
                objectName: "time-drop-" + line.index
                visible: picker.times.length > 1
                leastHeight: Theme.sizeTarget
                fontSize: Theme.typeControl
                iconName: "x"
                text: qsTr("Not at this time")
                onClicked: picker.dropped(line.index)
            }
        }
    }

    BigButton {
        objectName: "time-add"
        enabled: picker.more
        leastHeight: Theme.sizeTarget
        fontSize: Theme.typeControl
        iconName: "plus"
        text: qsTr("One more time a day")
        onClicked: picker.added()
    }
}
